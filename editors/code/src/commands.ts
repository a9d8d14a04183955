/** What the command palette offers. */

import * as os from "node:os";
import * as vscode from "vscode";

import { options } from "./options";
import { settings, surroundings, type Server } from "./server";
import { places } from "./program";

/** Registers all commands of the extension. */
export function register(context: vscode.ExtensionContext, server: Server, log: vscode.LogOutputChannel): void {
  const commands: Record<string, () => unknown> = {
    "refwise.restart": () => server.restart(),
    "refwise.showLogs": () => log.show(),
    "refwise.debugInformation": () => showDebugInformation(context, server, log),
    "refwise.openBytecode": () => openVirtual(server, "refwise-dis"),
    "refwise.openTree": () => openVirtual(server, "refwise-tree"),
  };
  for (const [name, action] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(name, action));
  }
}

/** Shows, beside the file, a document that the server makes of it. */
async function openVirtual(server: Server, scheme: string): Promise<void> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  if (uri === undefined || !server.schemes.includes(scheme)) {
    void vscode.window.showInformationMessage("refwise: this needs a Python file and a server that shows such documents.");
    return;
  }
  const document = await vscode.workspace.openTextDocument(uri.with({ scheme }));
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
}

async function showDebugInformation(
  context: vscode.ExtensionContext,
  server: Server,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const content = await debugInformation(context, server, log);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: "json", content }));
}

/** All that a report of a bug should say. */
async function debugInformation(
  context: vscode.ExtensionContext,
  server: Server,
  log: vscode.LogOutputChannel,
): Promise<string> {
  const { version } = context.extension.packageJSON as { version: string };
  const information = {
    extension: version,
    editor: `${vscode.env.appName} ${vscode.version}`,
    system: `${os.platform()} ${os.release()} ${os.arch()}`,
    trusted: vscode.workspace.isTrusted,
    program: server.program ?? null,
    places: places(await surroundings(context.extensionUri, log)).map((it) => `${it.source}: ${it.path}`),
    server: server.introduction?.serverInfo ?? null,
    capabilities: server.introduction?.capabilities ?? null,
    options: options(settings(), vscode.workspace.isTrusted),
  };
  return JSON.stringify(information, undefined, 2) + "\n";
}
