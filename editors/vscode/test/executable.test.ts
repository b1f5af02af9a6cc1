import assert from "node:assert/strict";
import { test } from "node:test";
import { findExecutable, type Surroundings } from "../src/executable";

function around(existing: string[], more: Partial<Surroundings> = {}): Surroundings {
  return {
    setting: "",
    folders: ["/project"],
    environment: { PATH: "/usr/local/bin::/usr/bin", HOME: "/home/me" },
    platform: "linux",
    exists: (file) => existing.includes(file),
    ...more,
  };
}

test("the workspace's environment comes before the active one and PATH", () => {
  const environment = { VIRTUAL_ENV: "/active", PATH: "/usr/bin" };
  const existing = ["/usr/bin/bridgelint", "/active/bin/bridgelint", "/project/.venv/bin/bridgelint"];
  assert.deepEqual(findExecutable(around(existing, { environment })), {
    path: "/project/.venv/bin/bridgelint",
    origin: "the environment .venv of the workspace",
  });
  assert.deepEqual(findExecutable(around(existing.slice(0, 2), { environment })), {
    path: "/active/bin/bridgelint",
    origin: "the active environment",
  });
  assert.deepEqual(findExecutable(around(existing.slice(0, 1), { environment })), {
    path: "/usr/bin/bridgelint",
    origin: "PATH",
  });
});

test("the setting decides even if the file does not exist", () => {
  const origin = "the setting bridgelint.path";
  const found = (setting: string) => findExecutable(around(["/usr/bin/bridgelint"], { setting }));
  assert.deepEqual(found("/opt/bridgelint"), { path: "/opt/bridgelint", origin });
  assert.deepEqual(found("${workspaceFolder}/env/bin/bridgelint"), {
    path: "/project/env/bin/bridgelint",
    origin,
  });
  assert.deepEqual(found("~/bin/bridgelint"), { path: "/home/me/bin/bridgelint", origin });
});

test("Windows has Scripts, .exe and semicolons", () => {
  const more: Partial<Surroundings> = {
    platform: "win32",
    folders: ["C:\\work"],
    environment: { Path: "C:\\a;C:\\b" },
  };
  assert.equal(
    findExecutable(around(["C:\\work\\.venv\\Scripts\\bridgelint.exe"], more))?.path,
    "C:\\work\\.venv\\Scripts\\bridgelint.exe",
  );
  assert.equal(
    findExecutable(around(["C:\\b\\bridgelint.exe"], more))?.path,
    "C:\\b\\bridgelint.exe",
  );
});

test("without a workspace or a program nothing is found", () => {
  assert.equal(findExecutable(around([], { folders: [] })), undefined);
  assert.equal(findExecutable(around([], { environment: {} })), undefined);
});
