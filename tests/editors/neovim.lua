-- What an author does, in a headless Neovim: `nvim --headless -u NONE -l neovim.lua IBID SITE` (or `-c "luafile …"` in
-- versions without `-l`). Prints "passed", or what went wrong.

local ibid, site = vim.env.IBID, vim.env.SITE

local function fail(words)
  io.stdout:write("failed: " .. words .. "\n")
  vim.cmd("cquit 1")
end

local function wait(what, holds)
  if not vim.wait(20000, holds, 20) then
    fail(what .. " did not come; diagnostics: " .. vim.inspect(vim.diagnostic.get(0)))
  end
end

local function run()
  vim.o.swapfile = false
  vim.cmd("edit " .. site .. "/content/bridge.md")
  local buffer = vim.api.nvim_get_current_buf()
  local config = { name = "ibid", cmd = { ibid, "lsp" }, root_dir = site }
  if vim.fn.has("nvim-0.11") == 1 then
    -- As the guide says.
    vim.lsp.config("ibid", { cmd = { ibid, "lsp" }, filetypes = { "markdown" }, root_markers = { "ibid.yaml" } })
    vim.lsp.enable("ibid")
    vim.bo.filetype = "markdown"
  else
    config.capabilities = vim.lsp.protocol.make_client_capabilities()
    vim.lsp.buf_attach_client(buffer, vim.lsp.start_client(config))
  end
  local get_clients = vim.lsp.get_clients or vim.lsp.get_active_clients
  local function client()
    for _, client in ipairs(get_clients()) do
      if client.name == "ibid" and vim.lsp.buf_is_attached(buffer, client.id) then return client end
    end
  end
  wait("the server", function() return client() and client().initialized ~= false end)

  local function ask(method, params)
    local answers = vim.lsp.buf_request_sync(buffer, method, params, 20000) or {}
    for _, answer in pairs(answers) do
      if answer.err or answer.error then fail(method .. ": " .. vim.inspect(answer)) end
      return answer.result
    end
    fail(method .. " was not answered")
  end
  local encoding = client().offset_encoding or "utf-16"
  local function find(words)
    for number, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
      local at = line:find(words, 1, true)
      if at then return number, at, line end
    end
    fail("no `" .. words .. "`")
  end
  local function at(words, further)
    local line, column = find(words)
    vim.api.nvim_win_set_cursor(0, { line, column - 1 + further })
    return vim.lsp.util.make_position_params(0, encoding)
  end
  local function replace(old, new)
    local number, column, line = find(old)
    local changed = line:sub(1, column - 1) .. new .. line:sub(column + #old)
    vim.api.nvim_buf_set_lines(buffer, number - 1, number, false, { changed })
  end
  local function codes()
    local found = {}
    for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
      local code = diagnostic.code or (diagnostic.user_data and diagnostic.user_data.lsp.code)
      table.insert(found, code)
    end
    table.sort(found)
    return table.concat(found, " ")
  end

  -- A squiggle, where the words are.
  replace("will not accept", "will never accept")
  wait("the finding", function() return codes() == "quote-altered" end)
  local diagnostic = vim.diagnostic.get(buffer)[1]
  local number, column = find("“We will never")
  if diagnostic.lnum ~= number - 1 or diagnostic.col ~= column - 1 then fail(vim.inspect(diagnostic)) end

  -- The quick fix.
  local params = vim.lsp.util.make_position_params(0, encoding)
  params.range = { start = { line = number - 1, character = 25 }, ["end"] = { line = number - 1, character = 26 } }
  params.context = { diagnostics = {} }
  params.position = nil
  local actions = ask("textDocument/codeAction", params)
  vim.lsp.util.apply_workspace_edit(actions[1].edit, encoding)
  wait("its end", function() return codes() == "" end)
  find("We will not accept")

  -- What stands there.
  local hover = ask("textDocument/hover", at("We will", 2))
  if not hover.contents.value:find("verbatim") then fail(vim.inspect(hover)) end
  local place = ask("textDocument/definition", at("We will", 2))[1]
  if not place.uri:find("seeds/newsx.md") or place.range.start.line ~= 9 then fail(vim.inspect(place)) end
  local references = ask("textDocument/references",
    vim.tbl_extend("error", at("[@newsx]", 3), { context = { includeDeclaration = false } }))
  if #references ~= 4 then fail(vim.inspect(references)) end

  -- The words of the source, with what was typed in their place.
  vim.api.nvim_buf_set_lines(buffer, -1, -1, false, { "", 'It begins 🌉 in May [@newsx, "May 20' })
  local items = ask("textDocument/completion", at('"May 20', 7)).items
  vim.lsp.util.apply_text_edits({ items[1].textEdit }, buffer, encoding)
  find('It begins 🌉 in May [@newsx, "Work is to begin in May 2026 and to take three years."]')
  wait("no finding", function() return codes() == "" end)

  -- Another key, in every file.
  local rename = vim.tbl_extend("error", at("[@newsx]", 3), { newName = "council" })
  vim.lsp.util.apply_workspace_edit(ask("textDocument/rename", rename), encoding)
  find("[@council]")
  vim.cmd("wall")
  if vim.fn.filereadable(site .. "/seeds/council.md") ~= 1 then fail("the source's file has its old name") end
  local home = table.concat(vim.fn.readfile(site .. "/content/_index.md"), "\n")
  if not home:find("[@council]", 1, true) then fail(home) end
  wait("no finding", function() return codes() == "" end)
end

local done, reason = pcall(run)
if not done then fail(tostring(reason)) end
io.stdout:write("passed\n")
vim.cmd("qall!")
