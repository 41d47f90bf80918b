repo @System 0 testtags <inline>
#>=Pkg: base 1 1 noarch
repo available 0 testtags <inline>
#>=Pkg: tool 1 1 x86_64
#>=Prv: wanted
#>=Pkg: tool 2 1 x86_64
#>=Prv: wanted
#>=Req: nowhere
#>=Pkg: other 1 1 x86_64
system x86_64 rpm @System
solverflags bestobeypolicy keeporphans yumobsoletes
job install provides wanted [weak,forcebest]
job install name other
result transaction,problems <inline>
#>install other-1-1.x86_64@available
