# An excluded installed package stays by its update rule; once that is dropped, it may be updated all the same.
repo system 0 testtags <inline>
#>=Ver: 3.0
#>=Pkg: A 1 1 noarch
#>=Prv: A = 1-1
#>=Pkg: B 1 1 noarch
#>=Prv: B = 1-1
#>=Req: A = 1-1
repo available 0 testtags <inline>
#>=Ver: 3.0
#>=Pkg: A 2 1 noarch
#>=Prv: A = 2-1
#>=Pkg: A 0 1 noarch
#>=Prv: A = 0-1
#>=Pkg: B 2 1 noarch
#>=Prv: B = 2-1
#>=Req: A = 2-1
system x86_64 rpm system
disable pkg A-1-1.noarch@system
solverflags allowdowngrade allowvendorchange keepexplicitobsoletes bestobeypolicy keeporphans yumobsoletes
job distupgrade oneof A-2-1.noarch@available A-0-1.noarch@available B-2-1.noarch@available
result transaction,problems,rules <inline>
#>problem c564102d info package B-2-1.noarch requires A = 2-1, but none of the providers can be installed
#>problem c564102d solution 718064ed erase B-1-1.noarch@system
#>problem c564102d solution c0fa064f allow B-1-1.noarch@system
#>problem c564102d solution f4ebe250 replace A-1-1.noarch@system A-2-1.noarch@available
#>rule distupgrade c367da2ea58762e22fa48ff1e022ef47 -B-1-1.noarch@system
#>rule feature e082e294c3fee9a80d6d2572db0f1848  A-0-1.noarch@available
#>rule feature e082e294c3fee9a80d6d2572db0f1848  A-1-1.noarch@system
#>rule feature e082e294c3fee9a80d6d2572db0f1848  A-2-1.noarch@available
#>rule pkg 1f6cb51f6fd477038e004f3a187e8be0  A-2-1.noarch@available
#>rule pkg 1f6cb51f6fd477038e004f3a187e8be0 -B-2-1.noarch@available
#>rule pkg 2fd1ab3bb2abc017b749e1c6f6c38798 -B-1-1.noarch@system
#>rule pkg 2fd1ab3bb2abc017b749e1c6f6c38798 -B-2-1.noarch@available
#>rule pkg 310e1475a2b86742188734a9f5ed46ad -A-0-1.noarch@available
#>rule pkg 310e1475a2b86742188734a9f5ed46ad -A-2-1.noarch@available
#>rule pkg 530a37ff9a2b64bcbb6b46ef5aa41f67  A-1-1.noarch@system
#>rule pkg 530a37ff9a2b64bcbb6b46ef5aa41f67 -B-1-1.noarch@system
#>rule pkg 64d545cca77b1082cd869c4842b903ef -A-0-1.noarch@available
#>rule pkg 64d545cca77b1082cd869c4842b903ef -A-1-1.noarch@system
#>rule pkg 79599c9619dccbc99efbd52a550147fd -A-1-1.noarch@system
#>rule pkg 79599c9619dccbc99efbd52a550147fd -A-2-1.noarch@available
#>rule update 3da70c129608e846c266fa6a4f8446a4  A-1-1.noarch@system
#>rule update 5a452513aad292861844ca1ff42b17ec  B-1-1.noarch@system
#>rule update 5a452513aad292861844ca1ff42b17ec  B-2-1.noarch@available
#>upgrade A-1-1.noarch@system A-2-1.noarch@available
#>upgrade B-1-1.noarch@system B-2-1.noarch@available
