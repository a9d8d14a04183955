

   
# comment
\

