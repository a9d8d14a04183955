-- One session in a real Neovim, started by smoke.sh. What is seen goes to report.json.

local PATIENCE = 10000 -- milliseconds
local folder = os.getenv('SMOKE_FOLDER')
local report = { passed = false, nvim = tostring(vim.version()), steps = {} }

local function finish()
  local file = assert(io.open(folder .. '/report.json', 'w'))
  file:write(vim.json.encode(report), '\n')
  file:close()
  for _, client in ipairs(vim.lsp.get_clients()) do
    client:stop()
  end
  vim.wait(2000, function() return #vim.lsp.get_clients() == 0 end, 10)
  vim.cmd('qa!')
end

-- Waits until `holds` does; how long it took, in milliseconds, is kept as the step's.
local function step(name, holds)
  local start = vim.uv.hrtime()
  local happened = vim.wait(PATIENCE, holds, 2)
  local took = (vim.uv.hrtime() - start) / 1e6
  table.insert(report.steps, { name = name, ok = happened, ms = math.floor(took * 10 + 0.5) / 10 })
  if not happened then
    error(name .. ': did not happen')
  end
end

local function found()
  return vim.tbl_map(function(it) return it.code end, vim.diagnostic.get(0))
end

-- Types `keys` in the line as a person does.
local function type_in(line, keys)
  vim.api.nvim_win_set_cursor(0, { line, 0 })
  vim.api.nvim_feedkeys(vim.keycode(keys .. '<Esc>'), 'nx', false)
end

local function session()
  vim.opt.runtimepath:append(os.getenv('SMOKE_RUNTIME'))
  vim.cmd('runtime plugin/refwise.lua')
  vim.lsp.config('refwise', { cmd = { os.getenv('REFWISE_PROGRAM'), 'server' } })
  vim.lsp.enable('refwise')
  local path = folder .. '/smoke.py'
  vim.fn.writefile({ 'x = int("1000")', 'if x', '    print("same")' }, path)
  vim.cmd.edit(path)
  vim.bo.filetype = 'python'

  step('server attached', function()
    local client = vim.lsp.get_clients({ bufnr = 0, name = 'refwise' })[1]
    report.encoding = client and client.offset_encoding
    return client ~= nil and client.initialized
  end)
  step('syntax error shown', function() return vim.deep_equal(found(), { 'syntax-error' }) end)
  type_in(2, 'A is 1000:')
  step('typed finding shown', function() return vim.deep_equal(found(), { 'is-literal' }) end)
  local finding = vim.diagnostic.get(0)[1]
  report.finding = {
    line = finding.lnum, col = finding.col, end_col = finding.end_col,
    source = finding.source, code = finding.code, message = finding.message,
  }

  vim.api.nvim_win_set_cursor(0, { 2, 6 })
  local params = vim.lsp.util.make_position_params(0, report.encoding)
  local answers = vim.lsp.buf_request_sync(0, 'textDocument/hover', params, PATIENCE)
  for _, answer in pairs(answers or {}) do
    report.hover = answer.result and answer.result.contents.value
  end
  step('hover tells what is compared, and shows the page', function()
    local hover = report.hover or ''
    return hover:find('compares identity') ~= nil and hover:find('# is-literal', 1, true) ~= nil
  end)

  type_in(2, 'wwcw==')
  step('mended finding gone', function() return #found() == 0 end)
  report.text = vim.api.nvim_buf_get_lines(0, 0, -1, false)

  type_in(2, 'wwcwis')
  step('finding back again', function() return vim.deep_equal(found(), { 'is-literal' }) end)

  vim.api.nvim_win_set_cursor(0, { 2, 6 })
  vim.lsp.buf.code_action({
    filter = function(action) return action.title == 'Compare values' end,
    apply = true,
  })
  step('quick fix applied', function()
    report.fixed = vim.api.nvim_buf_get_lines(0, 1, 2, false)[1]
    return report.fixed == 'if x == 1000:'
  end)
  step('fixed finding gone', function() return #found() == 0 end)

  vim.cmd('silent write')
  vim.cmd('RefwiseBytecode')
  step('bytecode shown', function()
    local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
    report.bytecode = { name = vim.api.nvim_buf_get_name(0), text = table.concat(lines, '\n') }
    return report.bytecode.text:find('RESUME') ~= nil
  end)
  vim.cmd('bdelete!')

  type_in(2, 'wwcwis')
  step('finding back once more', function() return vim.deep_equal(found(), { 'is-literal' }) end)
  vim.api.nvim_win_set_cursor(0, { 2, 6 })
  vim.lsp.buf.code_action({
    filter = function(action) return action.title == 'Explain is-literal' end,
    apply = true,
  })
  step('page of the rule shown', function()
    report.page = vim.api.nvim_buf_get_lines(0, 0, 1, false)[1]
    return vim.startswith(report.page, '# is-literal')
  end)
  vim.cmd('bdelete!')
  report.passed = true
end

local ok, problem = xpcall(session, debug.traceback)
report.problem = not ok and problem or nil
finish()
