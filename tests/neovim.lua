-- Drives the language server from Neovim: `nvim --clean --headless -l neovim.lua OUT COMMAND…`
-- writes what it saw as JSON. Every wait ends as soon as there is something to see.
local out = arg[1]
local seen = {}

vim.filetype.add({ extension = { tf = "terraform", tfvars = "terraform-vars" } })
vim.lsp.config("bridgelint", {
  cmd = vim.list_slice(arg, 2),
  filetypes = { "terraform", "terraform-vars" },
  root_markers = { ".bridgelint.hcl", ".git" },
})
vim.lsp.enable("bridgelint")

local function wait(what, condition)
  if not vim.wait(30000, condition, 20) then
    error("nothing came: " .. what)
  end
end

local function codes()
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, (each.lnum + 1) .. ":" .. each.code)
  end
  table.sort(found)
  return found
end

local function ask(method, more)
  local client = vim.lsp.get_clients({ bufnr = 0 })[1]
  local parameters = vim.lsp.util.make_position_params(0, client.offset_encoding)
  parameters = vim.tbl_extend("force", parameters, more or {})
  local reply = client:request_sync(method, parameters, 30000, 0)
  return reply.result
end

local function at(text, offset)
  vim.fn.cursor(1, 1)
  local line = vim.fn.search(text, "cW")
  vim.fn.cursor(line, vim.fn.col(".") + (offset or 0))
end

vim.cmd.edit("events.tf")
wait("diagnostics", function()
  return #vim.diagnostic.get(0) > 0
end)
seen.diagnostics = codes()

-- A change that is not saved brings a finding, and its code action takes it away.
vim.fn.setline(7, '      source         = "aws.shop"')
wait("a finding of a changed text", function()
  return vim.tbl_contains(codes(), "7:reserved_source")
end)
seen.after_a_change = codes()
at("\"orders\"")
vim.lsp.buf.code_action({
  apply = true,
  filter = function(action)
    return action.title == "Refer to the event bus"
  end,
})
wait("the code action", function()
  return vim.fn.getline(9):find("aws_cloudwatch_event_bus") ~= nil
end)
seen.fixed = vim.fn.getline(9)

at("= \\zs\\n")
seen.completion = vim.tbl_map(function(item)
  return item.label
end, ask("textDocument/completion").items)

at("var.token", 5)
vim.lsp.buf.definition()
wait("the declaration", function()
  return vim.fn.expand("%:t") == "variables.tf"
end)
seen.definition = { vim.fn.expand("%:t"), vim.fn.line("."), vim.fn.col(".") }

-- The file gets another name: its findings move with it.
vim.cmd.edit("events.tf")
vim.cmd("silent saveas! renamed.tf")
vim.fn.delete("events.tf")
vim.cmd("silent bwipeout events.tf")
wait("findings under the new name", function()
  return vim.fn.expand("%:t") == "renamed.tf" and vim.tbl_contains(codes(), "7:reserved_source")
end)
seen.renamed = { vim.fn.expand("%:t"), codes() }

vim.fn.writefile({ vim.json.encode(seen) }, out)
vim.lsp.stop_client(vim.lsp.get_clients(), true)
vim.cmd.quitall({ bang = true })
