# What goes: before what conflicts with it, after what requires it, after what takes over; scripts keep what they need.
repo system 0 testtags <inline>
#>=Ver: 3.0
#>=Pkg: app 1 1 noarch
#>=Prv: app = 1-1
#>=Req: engine
#>=Prq: /bin/sh
#>=Prq: setup
#>=Ipr: setup
#>=Pkg: engine 1 1 noarch
#>=Prv: engine = 1-1
#>=Req: basis
#>=Pkg: basis 1 1 noarch
#>=Prv: basis = 1-1
#>=Req: tool
#>=Pkg: tool 1 1 noarch
#>=Prv: tool = 1-1
#>=Prq: /bin/sh
#>=Pkg: setup 1 1 noarch
#>=Prv: setup = 1-1
#>=Pkg: shell 1 1 noarch
#>=Prv: shell = 1-1
#>=Fls: /bin/sh
#>=Pkg: old 1 1 noarch
#>=Prv: old = 1-1
#>=Prv: service
#>=Req: tool
#>=Pkg: client 1 1 noarch
#>=Prv: client = 1-1
#>=Req: service
#>=Pkg: enemy 1 1 noarch
#>=Prv: enemy = 1-1
#>=Con: two
repo available 0 testtags <inline>
#>=Ver: 3.0
#>=Pkg: one 1 1 noarch
#>=Prv: one = 1-1
#>=Prv: service
#>=Obs: old
#>=Con: setup
#>=Pkg: two 1 1 noarch
#>=Prv: two = 1-1
#>=Obs: old
#>=Req: shell = 2
#>=Pkg: shell 2 1 noarch
#>=Prv: shell = 2-1
#>=Fls: /bin/sh
#>=Pkg: client 2 1 noarch
#>=Prv: client = 2-1
#>=Req: service
system unset rpm system
job allowuninstall all packages
job install name one
job install name two
job install name client = 2
job erase name app
job erase name engine
job erase name basis
job erase name tool
job erase name setup
job erase name enemy
result transaction,order,orderedges <inline>
#>erase app-1-1.noarch@system
#>erase basis-1-1.noarch@system
#>erase enemy-1-1.noarch@system
#>erase engine-1-1.noarch@system
#>erase old-1-1.noarch@system one-1-1.noarch@available
#>erase setup-1-1.noarch@system
#>erase tool-1-1.noarch@system
#>install one-1-1.noarch@available
#>install two-1-1.noarch@available
#>order    1 erase setup-1-1.noarch@system
#>order    2 erase enemy-1-1.noarch@system
#>order    3 install shell-2-1.noarch@available
#>order    4 erase shell-1-1.noarch@system
#>order    5 erase app-1-1.noarch@system
#>order    6 erase engine-1-1.noarch@system
#>order    7 erase basis-1-1.noarch@system
#>order    8 erase tool-1-1.noarch@system
#>order    9 install one-1-1.noarch@available
#>order   10 erase old-1-1.noarch@system
#>order   11 install client-2-1.noarch@available
#>order   12 erase client-1-1.noarch@system
#>order   13 install two-1-1.noarch@available
#>orderedge app-1-1.noarch@system -20-> shell-2-1.noarch@available
#>orderedge basis-1-1.noarch@system -40-> engine-1-1.noarch@system
#>orderedge client-2-1.noarch@available -410-> one-1-1.noarch@available
#>orderedge engine-1-1.noarch@system -40-> app-1-1.noarch@system
#>orderedge one-1-1.noarch@available -2-> setup-1-1.noarch@system
#>orderedge tool-1-1.noarch@system -20-> shell-2-1.noarch@available
#>orderedge tool-1-1.noarch@system -40-> basis-1-1.noarch@system
#>orderedge two-1-1.noarch@available -10-> one-1-1.noarch@available
#>orderedge two-1-1.noarch@available -2-> enemy-1-1.noarch@system
#>orderedge two-1-1.noarch@available -400-> shell-2-1.noarch@available
#>upgrade client-1-1.noarch@system client-2-1.noarch@available
#>upgrade shell-1-1.noarch@system shell-2-1.noarch@available
