import * as vscode from "vscode";
import type { Status } from "./server";

/** The item in the status bar; a click opens the menu of commands. */
export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem(
    "bridgelint.status",
    vscode.StatusBarAlignment.Right,
  );

  constructor() {
    this.#item.name = "bridgelint";
    this.#item.command = "bridgelint.menu";
  }

  dispose(): void {
    this.#item.dispose();
  }

  show(status: Status): void {
    if (status.kind === "off") {
      this.#item.hide();
      return;
    }
    const { text, tooltip, failed } = labels(status);
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.backgroundColor = failed
      ? new vscode.ThemeColor("statusBarItem.errorBackground")
      : undefined;
    this.#item.show();
  }
}

function labels(status: Exclude<Status, { kind: "off" }>): {
  text: string;
  tooltip: string;
  failed: boolean;
} {
  switch (status.kind) {
    case "starting":
      return { text: "$(sync~spin) bridgelint", tooltip: "Starting…", failed: false };
    case "running": {
      const { path, origin } = status.found;
      const tooltip = `bridgelint ${status.version}\n${path}\nfrom ${origin}`;
      return { text: "$(check) bridgelint", tooltip, failed: false };
    }
    case "failed":
      return { text: "$(error) bridgelint", tooltip: status.reason, failed: true };
  }
}
