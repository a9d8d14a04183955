-- Documents that the server makes: the bytecode of a file, its tree, the pages of rules.
-- They are asked for with `workspace/textDocumentContent`, which Neovim does not know by itself.

if vim.fn.has('nvim-0.11') == 0 or vim.g.loaded_refwise then
  return
end
vim.g.loaded_refwise = true

vim.lsp.config('refwise', {
  capabilities = vim.tbl_deep_extend('force', vim.lsp.protocol.make_client_capabilities(), {
    workspace = { textDocumentContent = { dynamicRegistration = false } },
  }),
})

local PATIENCE = 5000 -- milliseconds

local function show(buffer, uri)
  local client = vim.lsp.get_clients({ name = 'refwise' })[1]
  if not client then
    return vim.notify('refwise: no server runs', vim.log.levels.ERROR)
  end
  local answer, problem = client:request_sync('workspace/textDocumentContent', { uri = uri }, PATIENCE, 0)
  problem = problem or answer and answer.err and answer.err.message
  if problem then
    return vim.notify('refwise: ' .. problem, vim.log.levels.ERROR)
  end
  local bo = vim.bo[buffer]
  bo.modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(answer.result.text, '\n'))
  bo.modified, bo.modifiable, bo.buftype, bo.swapfile = false, false, 'nofile', false
  if vim.startswith(uri, 'refwise-rule:') then
    bo.filetype = 'markdown'
  end
end

vim.api.nvim_create_autocmd('BufReadCmd', {
  group = vim.api.nvim_create_augroup('refwise', {}),
  -- Without a slash a pattern is compared with the last part of a name.
  pattern = { 'refwise-dis:/*', 'refwise-tree:/*', 'refwise-rule:/*', 'refwise-run:/*' },
  callback = function(event) show(event.buf, event.match) end,
})

local function command(name, scheme, desc)
  vim.api.nvim_create_user_command(name, function()
    vim.cmd.vsplit({ args = { vim.fn.fnameescape(scheme .. '://' .. vim.api.nvim_buf_get_name(0)) } })
  end, { desc = desc })
end

command('RefwiseBytecode', 'refwise-dis', 'Bytecode of this file')
command('RefwiseTree', 'refwise-tree', 'Syntax tree of this file')
