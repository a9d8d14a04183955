/** The server's life: found, started, stopped, started again. */

import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { homedir } from "node:os";
import * as vscode from "vscode";
import { LanguageClient, Trace, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";

import { interpreter } from "./environment";
import { options } from "./options";
import { find, places, type Found, type Surroundings } from "./program";

export class Server implements vscode.Disposable {
  /** The program that runs, or ran last. */
  program: Found | undefined;
  private client: LanguageClient | undefined;
  /** Starting and stopping wait for each other. */
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly extension: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** What the server said of itself, if it runs. */
  get introduction(): LanguageClient["initializeResult"] {
    return this.client?.initializeResult;
  }

  /** The schemes of documents that the server makes. */
  get schemes(): string[] {
    return this.introduction?.capabilities.workspace?.textDocumentContent?.schemes ?? [];
  }

  /** Stops the server if it runs, and starts it. What goes wrong is shown. */
  restart(): Promise<void> {
    return this.queue(async () => {
      await this.stopNow();
      await this.startNow();
    });
  }

  stop(): Promise<void> {
    return this.queue(() => this.stopNow());
  }

  dispose(): void {
    void this.stop();
  }

  private queue(action: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(action).catch((error: unknown) => this.tell(`refwise: ${String(error)}`));
    return this.turn;
  }

  private async startNow(): Promise<void> {
    const around = await surroundings(this.extension, this.log);
    this.program = await find(around, isProgram);
    if (this.program === undefined) {
      const looked = places(around).map((it) => `  ${it.path} (${it.source})`);
      this.log.error(`There is no program refwise in any of these places:\n${looked.join("\n")}`);
      this.tell("The program refwise was not found. Install it, or name it in the setting refwise.path.");
      return;
    }
    this.log.info(`Starting ${this.program.path} (${this.program.source})`);
    this.client = new LanguageClient("refwise", "refwise", serverOptions(this.program), clientOptions(this.log));
    try {
      await this.client.start();
    } finally {
      await vscode.commands.executeCommand("setContext", "refwise.hasVirtualDocuments", this.schemes.length > 0);
    }
    await this.client.setTrace(Trace.fromString(settings().get("trace.server", "off")));
    const { name, version } = this.introduction?.serverInfo ?? {};
    this.log.info(`Running: ${name} ${version}`);
  }

  private async stopNow(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    // One that failed to start has nothing to stop.
    await client?.dispose(2000).catch((error: unknown) => this.log.warn(`The server did not stop: ${String(error)}`));
  }

  private tell(message: string): void {
    this.log.error(message);
    void vscode.window.showErrorMessage(message, "Show Logs").then((it) => it && this.log.show());
  }
}

/** The settings, as they are now. */
export function settings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration("refwise");
}

/** What decides where the program is looked for. */
export async function surroundings(extension: vscode.Uri, log: vscode.LogOutputChannel): Promise<Surroundings> {
  return {
    chosen: settings().get<string[]>("path", []),
    preferBundled: settings().get("importStrategy") === "useBundled",
    isTrusted: vscode.workspace.isTrusted,
    folders: (vscode.workspace.workspaceFolders ?? []).map((it) => it.uri.fsPath),
    interpreter: vscode.workspace.isTrusted ? await interpreter(log) : undefined,
    variables: process.env,
    home: homedir(),
    extension: extension.fsPath,
    platform: process.platform,
  };
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function serverOptions(program: Found): ServerOptions {
  const env = { ...process.env, REFWISE_LOG: settings().get("logLevel", "warn") };
  return { command: program.path, args: ["server"], options: { env } };
}

function clientOptions(log: vscode.LogOutputChannel): LanguageClientOptions {
  const schemes = ["file", "untitled", "vscode-notebook", "vscode-notebook-cell"];
  return {
    documentSelector: schemes.map((scheme) => ({ scheme, language: "python" })),
    initializationOptions: () => options(settings(), vscode.workspace.isTrusted),
    outputChannel: log,
    middleware: {
      workspace: {
        configuration: async (params, token, next) => {
          const answers = await next(params, token);
          if (!Array.isArray(answers)) {
            return answers;
          }
          const isOurs = (at: number): boolean => params.items[at]?.section === "refwise";
          return answers.map((it, at) => (isOurs(at) ? options(it as object, vscode.workspace.isTrusted) : it));
        },
      },
    },
  };
}
