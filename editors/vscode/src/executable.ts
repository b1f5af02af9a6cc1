import * as path from "node:path";

/** A program that may be bridgelint, and how it was found. */
export interface Executable {
  readonly path: string;
  readonly origin: string;
}

export interface Surroundings {
  /** The value of the setting `bridgelint.path`; empty if it is not set. */
  readonly setting: string;
  /** The paths of the workspace folders. */
  readonly folders: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly exists: (file: string) => boolean;
}

/** Find bridgelint: the setting, the workspace's environment, the active environment, PATH. */
export function findExecutable(around: Surroundings): Executable | undefined {
  if (around.setting !== "") {
    return { path: expanded(around.setting, around), origin: "the setting bridgelint.path" };
  }
  return candidates(around).find((each) => around.exists(each.path));
}

function candidates(around: Surroundings): Executable[] {
  const { delimiter } = pathOf(around.platform);
  const join = (...parts: string[]) => pathOf(around.platform).join(...parts);
  const windows = around.platform === "win32";
  const scripts = windows ? "Scripts" : "bin";
  const program = windows ? "bridgelint.exe" : "bridgelint";
  const inFolders = around.folders.flatMap((folder) =>
    [".venv", "venv"].map((name) => ({
      path: join(folder, name, scripts, program),
      origin: `the environment ${name} of the workspace`,
    })),
  );
  const active = [around.environment["VIRTUAL_ENV"], around.environment["CONDA_PREFIX"]]
    .filter((each) => each !== undefined && each !== "")
    .map((each) => ({ path: join(each ?? "", scripts, program), origin: "the active environment" }));
  const search = around.environment["PATH"] ?? around.environment["Path"] ?? "";
  const onPath = search
    .split(delimiter)
    .filter((each) => each !== "")
    .map((each) => ({ path: join(each, program), origin: "PATH" }));
  return [...inFolders, ...active, ...onPath];
}

/** Replace `${workspaceFolder}` and a leading `~`. */
function expanded(setting: string, around: Surroundings): string {
  const home = around.environment["HOME"] ?? around.environment["USERPROFILE"] ?? "~";
  return setting
    .replaceAll("${workspaceFolder}", around.folders[0] ?? "")
    .replace(/^~(?=[/\\]|$)/, () => home);
}

function pathOf(platform: NodeJS.Platform): path.PlatformPath {
  return platform === "win32" ? path.win32 : path.posix;
}
