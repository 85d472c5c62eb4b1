"""Every request, with the capabilities of three editors, through a client that refuses what the protocol does not allow."""

import asyncio

import pytest
import pytest_lsp
from conftest import IBID, PAGE
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

EDITORS = ["visual_studio_code", "neovim", "emacs"]


class Editor:
    """A client with a document open, which counts as the editor does."""

    def __init__(self, client, site, name, encoding):
        self.client, self.site, self.name, self.encoding = client, site, name, encoding
        self.version = 1
        self.text = PAGE

    def uri(self, path):
        return (self.site / path).as_uri()

    @property
    def document(self):
        return types.TextDocumentIdentifier(uri=self.uri("content/bridge.md"))

    def position(self, words, further=0, text=None):
        text = text or self.text
        before = text[: text.index(words) + further]
        line = before.rsplit("\n", 1)[-1]
        width = {"utf-8": len(line.encode()), "utf-16": len(line.encode("utf-16-le")) // 2, "utf-32": len(line)}
        return types.Position(line=before.count("\n"), character=width[self.encoding])

    def offset(self, position):
        lines = self.text.split("\n")
        line = lines[position.line]
        codec = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}[self.encoding]
        before = line.encode(codec[0])[: position.character * codec[1]].decode(codec[0])
        return sum(len(other) + 1 for other in lines[: position.line]) + len(before)

    def applied(self, edits):
        text = self.text
        for edit in sorted(edits, key=lambda edit: self.offset(edit.range.start), reverse=True):
            start, end = self.offset(edit.range.start), self.offset(edit.range.end)
            text = text[:start] + edit.new_text + text[end:]
        return text

    def write(self, text):
        self.version += 1
        self.text = text
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                text_document=types.VersionedTextDocumentIdentifier(uri=self.document.uri, version=self.version),
                content_changes=[types.TextDocumentContentChangeWholeDocument(text=text)],
            )
        )

    async def settled(self):
        await self.client.workspace_symbol_async(types.WorkspaceSymbolParams(query=""))
        return [found.code for found in self.client.diagnostics.get(self.document.uri, [])]

    async def ask(self, method, kind, words, further=0):
        position = self.position(words, further)
        return await method(kind(text_document=self.document, position=position))


@pytest.fixture(params=EDITORS)
def name(request):
    return request.param


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[str(IBID), "lsp"]))
async def client(lsp_client: LanguageClient, site, name):
    capabilities = client_capabilities(name)
    lsp_client.started = await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=capabilities,
            root_uri=site.as_uri(),
            workspace_folders=[types.WorkspaceFolder(uri=site.as_uri(), name="site")],
            initialization_options={"inlayStates": True},
        )
    )
    yield
    await lsp_client.shutdown_session()


@pytest.fixture
def editor(client, site, name):
    encoding = client.started.capabilities.position_encoding
    opened = Editor(client, site, name, getattr(encoding, "value", encoding) or "utf-16")
    item = types.TextDocumentItem(uri=opened.document.uri, language_id="markdown", version=1, text=PAGE)
    client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))
    return opened


@pytest.mark.asyncio
async def test_diagnostics_follow_the_text(editor):
    assert await editor.settled() == []
    editor.write(PAGE.replace("will not accept", "will never accept").replace("[@gazette]", "[@gazete]"))
    assert await editor.settled() == ["quote-altered", "source-unknown"]
    editor.write(PAGE)
    assert await editor.settled() == []


@pytest.mark.asyncio
async def test_a_quick_fix_mends(editor):
    editor.write(PAGE.replace("will not accept", "will never accept"))
    assert await editor.settled() == ["quote-altered"]
    found = editor.client.diagnostics[editor.document.uri]
    actions = await editor.client.text_document_code_action_async(
        types.CodeActionParams(
            text_document=editor.document,
            range=found[0].range,
            context=types.CodeActionContext(diagnostics=found),
        )
    )
    [preferred] = [action for action in actions if action.is_preferred]
    assert preferred.kind == types.CodeActionKind.QuickFix
    changes = preferred.edit.document_changes
    edits = changes[0].edits if changes else preferred.edit.changes[editor.document.uri]
    assert editor.applied(edits) == PAGE
    editor.write(editor.applied(edits))
    assert await editor.settled() == []


@pytest.mark.asyncio
async def test_completion_of_keys_and_of_words(editor):
    for typed, expected in [("[@ferr", "gazette"), ('It begins in May [@newsx, "', "Work is to begin")]:
        editor.write(f"{PAGE}\n{typed}")
        items = await editor.ask(
            editor.client.text_document_completion_async, types.CompletionParams, typed, len(typed)
        )
        first = items.items[0]
        assert first.text_edit.new_text.startswith(expected)
        editor.write(editor.applied([first.text_edit]))
        rules = await editor.settled()
        assert "source-unknown" not in rules and "quote-altered" not in rules, rules


@pytest.mark.asyncio
async def test_what_stands_at_a_place(editor):
    client = editor.client
    hover = await editor.ask(client.text_document_hover_async, types.HoverParams, "We will", 2)
    assert "verbatim" in hover.contents.value and "¶ 2" in hover.contents.value
    # Behind an emoji and Ukrainian words.
    hover = await editor.ask(client.text_document_hover_async, types.HoverParams, "Міст [@newsx", 8)
    assert "Council votes" in hover.contents.value
    [place] = await editor.ask(client.text_document_definition_async, types.DefinitionParams, "We will", 2)
    assert place.uri == editor.uri("seeds/newsx.md") and place.range.start.line == 9
    declared = await editor.ask(client.text_document_declaration_async, types.DeclarationParams, "We will", 2)
    assert declared == [place]
    references = await client.text_document_references_async(
        types.ReferenceParams(
            text_document=editor.document,
            position=editor.position("[@newsx]", 3),
            context=types.ReferenceContext(include_declaration=True),
        )
    )
    assert len(references) == 5
    marked = await editor.ask(
        client.text_document_document_highlight_async, types.DocumentHighlightParams, "[@newsx]", 3
    )
    assert len(marked) == 3


@pytest.mark.asyncio
async def test_symbols_links_lenses_and_hints(editor):
    client = editor.client
    symbols = await client.text_document_document_symbol_async(
        types.DocumentSymbolParams(text_document=editor.document)
    )
    assert [symbol.name for symbol in symbols] == ["The vote"]
    found = await client.workspace_symbol_async(types.WorkspaceSymbolParams(query="ferry"))
    assert [symbol.name for symbol in found] == ["@gazette A ferry at noon"]
    links = await client.text_document_document_link_async(types.DocumentLinkParams(text_document=editor.document))
    assert len(links) == 2
    source = types.TextDocumentIdentifier(uri=editor.uri("seeds/newsx.md"))
    lenses = await client.text_document_code_lens_async(types.CodeLensParams(text_document=source))
    assert {lens.command.title for lens in lenses} == {"1 statement rests on this"}
    whole = types.Range(start=types.Position(line=0, character=0), end=types.Position(line=99, character=0))
    hints = await client.text_document_inlay_hint_async(
        types.InlayHintParams(text_document=editor.document, range=whole)
    )
    assert [hint.label for hint in hints] == ["verbatim", "excerpt", "cited", "cited"]


@pytest.mark.asyncio
async def test_a_source_is_renamed(editor):
    client = editor.client
    prepared = await editor.ask(client.text_document_prepare_rename_async, types.PrepareRenameParams, "[@newsx]", 3)
    assert prepared.placeholder == "newsx"
    params = types.RenameParams(
        text_document=editor.document, position=editor.position("[@newsx]", 3), new_name="council"
    )
    operations = client_capabilities(editor.name).workspace.workspace_edit.resource_operations or []
    if "rename" not in [getattr(operation, "value", operation) for operation in operations]:
        with pytest.raises(Exception, match="ibid source rename newsx council"):
            await client.text_document_rename_async(params)
        return
    edit = await client.text_document_rename_async(params)
    texts = [change for change in edit.document_changes if hasattr(change, "edits")]
    assert {change.text_document.uri for change in texts} >= {editor.document.uri, editor.uri("content/_index.md")}
    assert edit.document_changes[-1].new_uri == editor.uri("seeds/council.md")


@pytest.mark.asyncio
async def test_what_is_not_known_is_refused(editor):
    with pytest.raises(Exception, match="no method"):
        await editor.client.protocol.send_request_async("textDocument/none", {})
    # The client waits no longer than this for an answer.
    await asyncio.wait_for(editor.settled(), 30)
