-- How Neovim 0.11 starts refwise; `vim.lsp.enable('refwise')` switches it on.
return {
  cmd = { 'refwise', 'server' },
  filetypes = { 'python' },
  root_markers = { 'pyproject.toml', '.git' },
}
