# What comes: requirements before those that require, a script's before all; a cycle breaks at its weakest edge and
# stays together; one repository is finished before the next.
repo available 0 testtags <inline>
#>=Ver: 3.0
#>=Pkg: shell 1 1 noarch
#>=Prv: shell = 1-1
#>=Prq: libc
#>=Fls: /bin/sh
#>=Pkg: libc 1 1 noarch
#>=Prv: libc = 1-1
#>=Req: basis
#>=Pkg: basis 1 1 noarch
#>=Prv: basis = 1-1
#>=Prq: /bin/sh
#>=Req: files
#>=Pkg: files 1 1 noarch
#>=Prv: files = 1-1
#>=Rec: help
#>=Pkg: help 1 1 noarch
#>=Prv: help = 1-1
#>=Sug: files
#>=Pkg: alpha 1 1 noarch
#>=Prv: alpha = 1-1
#>=Req: basis
#>=Pkg: solo 1 1 noarch
#>=Prv: solo = 1-1
#>=Req: solo
repo other 0 testtags <inline>
#>=Ver: 3.0
#>=Pkg: beta 1 1 noarch
#>=Prv: beta = 1-1
#>=Pkg: gamma 1 1 noarch
#>=Prv: gamma = 1-1
#>=Req: beta
#>=Req: alpha
#>=Prq: beta
system unset rpm
job install name gamma
job install name alpha
job install name shell
job install name solo
result order,orderedges <inline>
#>order    1 install solo-1-1.noarch@available
#>order    2 install help-1-1.noarch@available
#>order    3 install files-1-1.noarch@available
#>order    4 install libc-1-1.noarch@available
#>order    5 install shell-1-1.noarch@available
#>order    6 install basis-1-1.noarch@available
#>order    7 install alpha-1-1.noarch@available
#>order    8 install beta-1-1.noarch@other
#>order    9 install gamma-1-1.noarch@other
#>orderedge alpha-1-1.noarch@available -400-> basis-1-1.noarch@available
#>orderedge basis-1-1.noarch@available -400-> files-1-1.noarch@available
#>orderedge basis-1-1.noarch@available -800-> shell-1-1.noarch@available
#>orderedge files-1-1.noarch@available -200-> help-1-1.noarch@available
#>orderedge gamma-1-1.noarch@other -400-> alpha-1-1.noarch@available
#>orderedge gamma-1-1.noarch@other -800-> beta-1-1.noarch@other
#>orderedge help-1-1.noarch@available -100-> files-1-1.noarch@available
#>orderedge libc-1-1.noarch@available -400-> basis-1-1.noarch@available
#>orderedge shell-1-1.noarch@available -800-> libc-1-1.noarch@available
