" refwise for ALE: one that is in g:ale_linters or runs because all do.

call ale#Set('python_refwise_executable', 'refwise')
call ale#Set('python_refwise_init_options', {})

call ale#linter#Define('python', {
\   'name': 'refwise',
\   'lsp': 'stdio',
\   'executable': {buffer -> ale#Var(buffer, 'python_refwise_executable')},
\   'command': '%e server',
\   'project_root': {buffer -> s:Root(buffer)},
\   'initialization_options': {buffer -> ale#Var(buffer, 'python_refwise_init_options')},
\})

" The folder of pyproject.toml, of the repository, or of the file.
function! s:Root(buffer) abort
    let l:file = ale#path#FindNearestFile(a:buffer, 'pyproject.toml')
    let l:folder = empty(l:file) ? ale#path#FindNearestDirectory(a:buffer, '.git/') : l:file

    return fnamemodify(empty(l:folder) ? bufname(a:buffer) : l:folder, empty(l:file) && !empty(l:folder) ? ':p:h:h' : ':p:h')
endfunction
