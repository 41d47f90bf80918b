# What goes well with the result, and what only an erase job keeps out.
repo system 0 testtags <inline>
#>=Pkg: base 1 1 noarch
repo target 0 testtags <inline>
#>=Pkg: web 1 1 noarch
#>=Rec: logs
#>=Sug: docs
#>=Pkg: logs 1 1 noarch
#>=Pkg: logs 2 1 noarch
#>=Pkg: docs 1 1 noarch
#>=Pkg: colours 1 1 noarch
#>=Sup: web
#>=Pkg: icons 1 1 noarch
#>=Enh: web
system x86_64 rpm system
solverflags ignorerecommended
job install name web
job erase name docs
result transaction,recommended <inline>
#>install web-1-1.noarch@target
#>recommended colours-1-1.noarch@target
#>recommended logs-2-1.noarch@target
#>suggested docs-1-1.noarch@target
#>suggested icons-1-1.noarch@target
