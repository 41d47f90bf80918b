# Conditions that hold only once something else is installed.
repo system 0 testtags <inline>
repo target 0 testtags <inline>
#>=Pkg: app 1 1 noarch
#>=Req: driver <IF> desktop
#>=Req: left | right
#>=Pkg: desktop 1 1 noarch
#>=Pkg: driver 1 1 noarch
#>=Pkg: left 1 1 noarch
#>=Con: driver
#>=Pkg: right 1 1 noarch
system x86_64 rpm system
job install name app
result transaction,problems <inline>
#>install app-1-1.noarch@target
#>install left-1-1.noarch@target
nextjob
job install name app
job install name desktop
result transaction,problems <inline>
#>install app-1-1.noarch@target
#>install desktop-1-1.noarch@target
#>install driver-1-1.noarch@target
#>install right-1-1.noarch@target
