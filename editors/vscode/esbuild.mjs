// Bundles the extension into dist/; with --test also the tests, into dist/test/.
import { cpSync, readdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const options = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["vscode"],
  logLevel: "warning",
};

rmSync("dist", { recursive: true, force: true });
await build({
  ...options,
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  minify: process.argv.includes("--minify"),
});
cpSync("../../linter/bridgelint/config/schema.json", "dist/schema.json");
cpSync("../../LICENSE", "LICENSE");
cpSync("../../docs/vscode.png", "images/bridgelint.png");
if (process.argv.includes("--test")) {
  const tests = readdirSync("test").map((name) => `test/${name}`);
  await build({ ...options, entryPoints: tests, outdir: "dist/test" });
}
