# What was installed only for the erased package goes with it.
repo system 0 testtags <inline>
#>=Pkg: app 1 1 noarch
#>=Req: lib
#>=Pkg: lib 1 1 noarch
#>=Pkg: other 1 1 noarch
#>=Req: shared
#>=Pkg: shared 1 1 noarch
repo target 0 testtags <inline>
system x86_64 rpm system
job userinstalled name other
job erase name app [cleandeps]
result transaction,problems <inline>
#>erase app-1-1.noarch@system
#>erase lib-1-1.noarch@system
