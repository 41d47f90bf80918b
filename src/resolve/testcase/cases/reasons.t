# Why each package was decided, what the user asked for, and what nothing needs.
repo system 0 testtags <inline>
#>=Ver: 3.0
#>=Pkg: A 1 1 noarch
#>=Prv: A = 1-1
#>=Req: B
#>=Rec: E
#>=Pkg: B 1 1 noarch
#>=Prv: B = 1-1
#>=Pkg: C 1 1 noarch
#>=Prv: C = 1-1
#>=Req: D
#>=Pkg: D 1 1 noarch
#>=Prv: D = 1-1
#>=Pkg: E 1 1 noarch
#>=Prv: E = 1-1
#>=Pkg: F 1 1 noarch
#>=Prv: F = 1-1
#>=Req: G
#>=Pkg: G 1 1 noarch
#>=Prv: G = 1-1
#>=Req: F
repo available 0 testtags <inline>
#>=Ver: 3.0
#>=Pkg: A 2 1 noarch
#>=Prv: A = 2-1
#>=Req: H
#>=Rec: I
#>=Pkg: H 1 1 noarch
#>=Prv: H = 1-1
#>=Pkg: I 1 1 noarch
#>=Prv: I = 1-1
#>=Pkg: J 1 1 noarch
#>=Prv: J = 1-1
#>=Req: H
#>=Req: I
system x86_64 rpm system
job userinstalled name A
job update name A
job install name J
job erase name D [weak]
result transaction,unneeded,userinstalled,reason,recommended <inline>
#>autoinst name B
#>autoinst name C
#>autoinst name D
#>autoinst name E
#>autoinst name F
#>autoinst name G
#>autoinst name H
#>autoinst name I
#>install H-1-1.noarch@available
#>install I-1-1.noarch@available
#>install J-1-1.noarch@available
#>reason A-1-1.noarch@system unit 79599c9619dccbc99efbd52a550147fd
#>reason A-2-1.noarch@available update 8a0b6531c7a46f4091753b0b3d611a95
#>reason B-1-1.noarch@system unit 47e408409ed10102756ab2d7b46334ef
#>reason C-1-1.noarch@system unit c99f3e7af892434d24c4dac8b1930b6f
#>reason D-1-1.noarch@system unit bff7e15b92f3404f31baec06c8f4af51
#>reason E-1-1.noarch@system unit 61fa315b4da72340be87d1d0747a7d0b
#>reason F-1-1.noarch@system unit 8a339618d02a45d282840b371e503de7
#>reason G-1-1.noarch@system unit 77ac7cff58a5ddb99b395c963e3a56e6
#>reason H-1-1.noarch@available unit a9d81e6723c40f8746a0925970240b8a
#>reason I-1-1.noarch@available unit 3e5fac7ccf2f8919af3be2d06c8b3767
#>reason J-1-1.noarch@available unit c6d9964db9faf3f252b09644be8eac2b
#>recommended I-1-1.noarch@available
#>unneeded D-1-1.noarch@system
#>unneeded_filtered C-1-1.noarch@system
#>unneeded_filtered F-1-1.noarch@system
#>unneeded_filtered G-1-1.noarch@system
#>upgrade A-1-1.noarch@system A-2-1.noarch@available
#>userinstalled pkg A-2-1.noarch@available
#>userinstalled pkg J-1-1.noarch@available
