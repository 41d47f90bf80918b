# What was split off an updated package comes with it, when the flag asks for it.
repo system 0 testtags <inline>
#>=Ver: 3.0
#>=Pkg: A 1 1 noarch
#>=Prv: A = 1-1
#>=Prv: /usr/share/x
repo available 0 testtags <inline>
#>=Ver: 3.0
#>=Pkg: A 2 1 noarch
#>=Prv: A = 2-1
#>=Pkg: B 2 1 noarch
#>=Prv: B = 2-1
#>=Sup: namespace:splitprovides(A + /usr/share/x)
#>=Pkg: C 2 1 noarch
#>=Prv: C = 2-1
#>=Sup: namespace:splitprovides(A + /usr/share/y)
system x86_64 rpm system
solverflags splitprovides
job update all packages
result transaction,problems <inline>
#>install B-2-1.noarch@available
#>upgrade A-1-1.noarch@system A-2-1.noarch@available
