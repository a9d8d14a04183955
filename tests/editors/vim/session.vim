" One session in a real Vim with ALE. What is seen goes to the file $REPORT.

set nocompatible nomore noswapfile viminfo=
filetype plugin on
execute 'set runtimepath+=' .. $RUNTIME
let g:ale_linters = {'python': ['refwise']}
let g:ale_python_refwise_executable = $REFWISE_PROGRAM
let g:ale_lint_delay = 50
packadd ale

function! Found() abort
  let l:list = get(get(g:ale_buffer_info, bufnr(''), {}), 'loclist', [])
  return sort(map(copy(l:list), {_, it -> it.linter_name .. ':' .. get(it, 'code', '')}))
endfunction

function! Await(expected) abort
  let l:rounds = 300
  while l:rounds > 0 && Found() != a:expected
    sleep 50m
    let l:rounds -= 1
  endwhile
  return Found()
endfunction

let s:report = {'passed': v:false}
try
  execute 'edit' $FILE
  let s:report.found = Await(['refwise:is-literal'])
  call setline(2, 'if x == 1000:')
  doautocmd TextChanged
  let s:report.mended = Await([])
  let s:report.passed = v:true
catch
  let s:report.problem = v:exception .. ' ' .. v:throwpoint
endtry
call writefile([json_encode(s:report)], $REPORT)
qall!
