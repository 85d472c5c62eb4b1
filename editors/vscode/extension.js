// ibid for Visual Studio Code: starts the language server, and has the commands that need the editor.

const { spawn } = require('node:child_process');
const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;
let preview;

const settings = () => vscode.workspace.getConfiguration('ibid');

/** The folder of the site: the one that holds the document that is open, or the first with an `ibid.yaml`. */
async function site() {
  const open = vscode.window.activeTextEditor?.document.uri;
  const found = await vscode.workspace.findFiles('**/ibid.yaml', '**/{node_modules,public}/**', 50);
  const folders = found.map((uri) => vscode.Uri.joinPath(uri, '..')).sort((a, b) => b.path.length - a.path.length);
  const folder = folders.find((folder) => open?.path.startsWith(`${folder.path}/`)) ?? folders.at(-1);
  if (!folder) throw new Error('there is no ibid.yaml in the open folders');
  return folder.fsPath;
}

/** Runs the program in the site, with words for its standard input; what it prints. */
async function run(args, input = '') {
  const cwd = await site();
  return new Promise((resolve, reject) => {
    const child = spawn(settings().get('path'), args, { cwd });
    let [printed, said] = ['', ''];
    child.stdout.on('data', (data) => (printed += data));
    child.stderr.on('data', (data) => (said += data));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(printed + said) : reject(new Error(said.trim()))));
    child.stdin.end(input);
  });
}

/** A command whose failure is shown. */
function register(context, name, command) {
  const shown = async (...args) => {
    try {
      return await command(...args);
    } catch (error) {
      vscode.window.showErrorMessage(`ibid: ${error.message}`);
    }
  };
  context.subscriptions.push(vscode.commands.registerCommand(name, shown));
}

async function openPreview() {
  const cwd = await site();
  if (!preview || preview.exitStatus !== undefined) {
    const [shellPath, shellArgs] = [settings().get('path'), ['serve', '--open']];
    preview = vscode.window.createTerminal({ name: 'ibid', cwd, shellPath, shellArgs });
  }
  preview.show(true);
}

async function addSource() {
  const text = await vscode.env.clipboard.readText();
  if (!text.trim()) throw new Error('the clipboard is empty: copy the text of the article first');
  const key = await vscode.window.showInputBox({ prompt: 'Key under which pages cite the source', ignoreFocusOut: true });
  if (!key) return;
  const title = await vscode.window.showInputBox({ prompt: 'Title of the source', ignoreFocusOut: true });
  const args = ['source', 'add', key];
  if (title) args.push('--title', title);
  await run(args, text);
  await open(`seeds/${key}.md`, `seeds/${key}.txt`);
}

async function newTopic() {
  const title = await vscode.window.showInputBox({ prompt: 'Title of the page', ignoreFocusOut: true });
  if (!title) return;
  const said = await run(['new', 'topic', title]);
  await open(said.trim().split('\n').at(-1).replace(/^made /, ''));
}

/** Opens the first of these files that is there. */
async function open(...paths) {
  const folder = vscode.Uri.file(await site());
  for (const path of paths) {
    const uri = vscode.Uri.joinPath(folder, path);
    if (await vscode.workspace.fs.stat(uri).then(() => true, () => false)) {
      await vscode.window.showTextDocument(uri);
      return;
    }
  }
}

/** Lists places, as the server's code lenses ask for. */
async function showReferences(uri, position, locations) {
  const convert = client.protocol2CodeConverter;
  await vscode.commands.executeCommand(
    'editor.action.showReferences',
    convert.asUri(uri),
    convert.asPosition(position),
    locations.map(convert.asLocation),
  );
}

async function activate(context) {
  register(context, 'ibid.openPreview', openPreview);
  register(context, 'ibid.addSource', addSource);
  register(context, 'ibid.newTopic', newTopic);
  register(context, 'ibid.showReferences', showReferences);
  const { path: command, ...options } = Object.fromEntries(
    ['path', 'drafts', 'suggest', 'inlayStates'].map((name) => [name, settings().get(name)]),
  );
  client = new LanguageClient('ibid', 'ibid', { command, args: ['lsp'] }, {
    documentSelector: [
      { scheme: 'file', language: 'markdown' },
      { scheme: 'file', pattern: '**/ibid.yaml' },
      { scheme: 'file', pattern: '**/seeds/**' },
    ],
    initializationOptions: { ...options, commands: ['ibid.showReferences'] },
  });
  await client.start();
}

exports.activate = activate;
exports.deactivate = () => client?.stop();
