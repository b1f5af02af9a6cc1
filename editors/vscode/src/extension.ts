import * as vscode from "vscode";
import { Server } from "./server";
import { StatusBar } from "./statusBar";

interface Rule {
  readonly name: string;
  readonly severity: string;
  readonly summary: string;
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const server = new Server();
  const statusBar = new StatusBar();
  context.subscriptions.push(
    server,
    statusBar,
    server.onDidChangeStatus((status) => {
      statusBar.show(status);
    }),
    vscode.commands.registerCommand("bridgelint.restart", () => server.restart()),
    vscode.commands.registerCommand("bridgelint.showOutput", () => {
      server.showOutput();
    }),
    vscode.commands.registerCommand("bridgelint.dryRun", () => dryRun(server)),
    vscode.commands.registerCommand("bridgelint.explain", () => explain(server)),
    vscode.commands.registerCommand("bridgelint.menu", menu),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("bridgelint")) {
        await server.restart();
      }
    }),
  );
  await server.start();
}

/** Show what the action at the cursor sends, or every action of the module. */
async function dryRun(server: Server): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.uri.scheme !== "file") {
    void vscode.window.showInformationMessage("Open a Terraform file to dry-run its actions.");
    return;
  }
  const { line, character } = editor.selection.active;
  await server.execute("bridgelint.showDryRun", {
    uri: editor.document.uri.toString(),
    position: { line, character },
  });
}

/** Show the page of the rule at the cursor, or of a rule to choose. */
async function explain(server: Server): Promise<void> {
  const rule = ruleAtCursor() ?? (await chooseRule(server));
  if (rule !== undefined) {
    await server.execute("bridgelint.showRule", { rule });
  }
}

function ruleAtCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return undefined;
  }
  const found = vscode.languages
    .getDiagnostics(editor.document.uri)
    .find((each) => each.source === "bridgelint" && each.range.contains(editor.selection.active));
  const code = typeof found?.code === "object" ? found.code.value : found?.code;
  return code === undefined ? undefined : String(code);
}

async function chooseRule(server: Server): Promise<string | undefined> {
  const rules = await server.execute<Rule[]>("bridgelint.listRules");
  if (rules === undefined) {
    return undefined;
  }
  const items = rules.map((each) => ({
    label: each.name,
    description: each.severity,
    detail: each.summary,
  }));
  const options = { placeHolder: "The rule to explain", matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.label;
}

async function menu(): Promise<void> {
  const items = [
    { label: "$(play) Dry run", command: "bridgelint.dryRun" },
    { label: "$(book) Explain rule", command: "bridgelint.explain" },
    { label: "$(debug-restart) Restart language server", command: "bridgelint.restart" },
    { label: "$(output) Show output", command: "bridgelint.showOutput" },
  ];
  const chosen = await vscode.window.showQuickPick(items);
  if (chosen !== undefined) {
    await vscode.commands.executeCommand(chosen.command);
  }
}
