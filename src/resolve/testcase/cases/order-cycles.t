# Two cycles that touch, one of them with scripts: what waits for one of them waits for all of them.
repo available 0 testtags <inline>
#>=Ver: 3.0
#>=Pkg: a 1 1 noarch
#>=Prv: a = 1-1
#>=Req: b
#>=Prq: /bin/sh
#>=Pkg: b 1 1 noarch
#>=Prv: b = 1-1
#>=Req: c
#>=Pkg: c 1 1 noarch
#>=Prv: c = 1-1
#>=Req: a
#>=Req: d
#>=Pkg: d 1 1 noarch
#>=Prv: d = 1-1
#>=Rec: e
#>=Pkg: e 1 1 noarch
#>=Prv: e = 1-1
#>=Prq: d
#>=Req: f
#>=Pkg: f 1 1 noarch
#>=Prv: f = 1-1
#>=Fls: /bin/sh
#>=Pkg: g 1 1 noarch
#>=Prv: g = 1-1
#>=Req: b
#>=Pkg: h 1 1 noarch
#>=Prv: h = 1-1
system unset rpm
job install name h
job install name g
job install name e
result order,orderedges <inline>
#>order    1 install h-1-1.noarch@available
#>order    2 install f-1-1.noarch@available
#>order    3 install d-1-1.noarch@available
#>order    4 install e-1-1.noarch@available
#>order    5 install b-1-1.noarch@available
#>order    6 install a-1-1.noarch@available
#>order    7 install c-1-1.noarch@available
#>order    8 install g-1-1.noarch@available
#>orderedge a-1-1.noarch@available -400-> b-1-1.noarch@available
#>orderedge a-1-1.noarch@available -800-> f-1-1.noarch@available
#>orderedge b-1-1.noarch@available -400-> c-1-1.noarch@available
#>orderedge c-1-1.noarch@available -400-> a-1-1.noarch@available
#>orderedge c-1-1.noarch@available -400-> d-1-1.noarch@available
#>orderedge d-1-1.noarch@available -200-> e-1-1.noarch@available
#>orderedge e-1-1.noarch@available -400-> f-1-1.noarch@available
#>orderedge e-1-1.noarch@available -800-> d-1-1.noarch@available
#>orderedge g-1-1.noarch@available -400-> b-1-1.noarch@available
