import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  State,
  type LanguageClientOptions,
  type WindowMiddleware,
} from "vscode-languageclient/node";
import { findExecutable, type Executable } from "./executable";

const INSTALL = "https://bridgelint.github.io/bridgelint/editors/";

const FILES = "**/{*.tf,*.tf.json,*.tfvars,*.tfvars.json,.bridgelint.hcl,.bridgelint.json}";

/** What the status bar shows. */
export type Status =
  | { readonly kind: "off" }
  | { readonly kind: "starting" }
  | { readonly kind: "running"; readonly version: string; readonly found: Executable }
  | { readonly kind: "failed"; readonly reason: string };

/** A client that logs its errors. `Server` shows the one that ends it. */
class Client extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** The language server of this window. */
export class Server implements vscode.Disposable {
  readonly #output = vscode.window.createOutputChannel("bridgelint", { log: true });
  readonly #changed = new vscode.EventEmitter<Status>();
  readonly onDidChangeStatus = this.#changed.event;
  #client: LanguageClient | undefined;
  /** The last line on the server's standard error: the reason if it ends. */
  #lastLine = "";
  #closed: Promise<unknown> = Promise.resolve();

  dispose(): void {
    void this.stop();
    this.#changed.dispose();
    this.#output.dispose();
  }

  showOutput(): void {
    this.#output.show();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async start(): Promise<void> {
    const settings = vscode.workspace.getConfiguration("bridgelint");
    if (!settings.get<boolean>("enable", true)) {
      this.#changed.fire({ kind: "off" });
      return;
    }
    this.#changed.fire({ kind: "starting" });
    const found = findExecutable({
      setting: settings.get<string>("path", "").trim(),
      folders: folders(),
      environment: process.env,
      platform: process.platform,
      exists: existsSync,
    });
    if (found === undefined) {
      this.#fail("bridgelint is not installed in the workspace's environment or on PATH.");
      return;
    }
    this.#output.info(`${found.path} (from ${found.origin})`);
    try {
      const version = await versionOf(found.path);
      await this.#run(found, settings.get<string[]>("arguments", []), version);
    } catch (error) {
      // The pipe breaks before the reason has been read.
      await Promise.race([this.#closed, setTimeout(1000)]);
      this.#fail(`bridgelint could not be started: ${this.#lastLine || messageOf(error)}`);
    }
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client?.isRunning() === true) {
      await client.stop();
    }
    await client?.dispose();
  }

  /** Execute one of the server's commands. `undefined` if the server is not running. */
  async execute<Result>(command: string, ...args: unknown[]): Promise<Result | undefined> {
    if (this.#client?.isRunning() !== true) {
      void vscode.window.showWarningMessage("The bridgelint language server is not running.");
      return undefined;
    }
    const parameters = { command, arguments: args };
    return this.#client.sendRequest<Result>("workspace/executeCommand", parameters);
  }

  async #run(found: Executable, args: string[], version: string): Promise<void> {
    this.#lastLine = "";
    const options: LanguageClientOptions = {
      documentSelector: [{ scheme: "file", pattern: FILES }],
      outputChannel: this.#output,
      middleware: { window: { showDocument: showBeside } },
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue }),
        closed: async () => {
          // A server that never ran ends at once every time.
          const result = started ? await restarts.closed() : { action: CloseAction.DoNotRestart };
          if (started && result.action === CloseAction.DoNotRestart) {
            this.#fail(`bridgelint stopped: ${this.#lastLine || "see the output"}`);
          }
          return result;
        },
      },
    };
    let started = false;
    const client = new Client(
      "bridgelint",
      "bridgelint",
      () => Promise.resolve(this.#spawn(found.path, args)),
      options,
    );
    const restarts = client.createDefaultErrorHandler();
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) {
        started = true;
        this.#changed.fire({ kind: "running", version, found });
      } else if (newState === State.Starting) {
        this.#changed.fire({ kind: "starting" });
      }
    });
    this.#client = client;
    await client.start();
  }

  #spawn(program: string, args: string[]): ChildProcess {
    const child = spawn(program, ["--langserver", ...args], { cwd: folders()[0] });
    child.stderr.on("data", (data: Buffer) => {
      const line = data.toString().trim().split("\n").at(-1) ?? "";
      this.#lastLine = line.replace(/^error: /, "");
    });
    this.#closed = new Promise((resolve) => child.once("close", resolve));
    return child;
  }

  #fail(reason: string): void {
    this.#output.error(reason);
    this.#changed.fire({ kind: "failed", reason });
    void offerHelp(reason);
  }
}

async function offerHelp(reason: string): Promise<void> {
  const [install, settings] = ["How to Install", "Open Settings"] as const;
  const chosen = await vscode.window.showErrorMessage(reason, install, settings);
  if (chosen === install) {
    await vscode.env.openExternal(vscode.Uri.parse(INSTALL));
  } else if (chosen === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "bridgelint");
  }
}

/** Show the server's virtual documents next to the configuration. */
const showBeside: NonNullable<WindowMiddleware["showDocument"]> = async (
  parameters,
  token,
  next,
) => {
  const uri = vscode.Uri.parse(parameters.uri);
  if (uri.scheme !== "bridgelint") {
    return next(parameters, token);
  }
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, {
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: true,
    preview: true,
  });
  return { success: true };
};

async function versionOf(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, ["--version"], { timeout: 30_000 });
  return stdout.trim().replace(/^bridgelint /, "");
}

function folders(): string[] {
  return (vscode.workspace.workspaceFolders ?? []).map((each) => each.uri.fsPath);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
