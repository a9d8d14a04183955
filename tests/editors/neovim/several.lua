-- Two servers on one buffer: refwise and ruff. What is seen goes to the file REPORT.

vim.opt.runtimepath:append(os.getenv('RUNTIME'))
vim.lsp.config('refwise', { cmd = { os.getenv('REFWISE_PROGRAM'), 'server' } })
vim.lsp.config('ruff', { cmd = { os.getenv('RUFF'), 'server' }, filetypes = { 'python' } })
vim.lsp.enable({ 'refwise', 'ruff' })
vim.cmd.edit(os.getenv('FILE'))
vim.bo.filetype = 'python'

local function found()
  local all = vim.tbl_map(function(it) return it.source:lower() .. ':' .. it.code end, vim.diagnostic.get(0))
  table.sort(all)
  return all
end

vim.wait(15000, function()
  local all = table.concat(found(), ' ')
  return all:find('refwise:') ~= nil and all:find('ruff:F401') ~= nil
end, 10)
local report = { found = found(), encodings = {} }
for _, client in ipairs(vim.lsp.get_clients({ bufnr = 0 })) do
  report.encodings[client.name] = client.offset_encoding
end
vim.fn.writefile({ vim.json.encode(report) }, os.getenv('REPORT'))
for _, client in ipairs(vim.lsp.get_clients()) do
  client:stop()
end
vim.wait(2000, function() return #vim.lsp.get_clients() == 0 end, 10)
vim.cmd('qa!')
