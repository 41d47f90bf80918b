# Two candidates: the newest wins, and what it needs comes along.
repo system 0 testtags <inline>
#>=Pkg: a 1 1 noarch
repo target 0 testtags <inline>
#>=Pkg: a 2 1 noarch
#>=Pkg: a 3 1 noarch
#>=Req: b >= 2
#>=Pkg: b 1 1 noarch
#>=Pkg: b 2 1 noarch
system x86_64 rpm system
job distupgrade all packages
result transaction,problems <inline>
#>install b-2-1.noarch@target
#>upgrade a-1-1.noarch@system a-3-1.noarch@target
