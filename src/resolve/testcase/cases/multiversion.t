# Kernels stand side by side where the job says so, and replace each other where it does not.
repo system 0 testtags <inline>
#>=Pkg: kernel 1 1 x86_64
repo target 0 testtags <inline>
#>=Pkg: kernel 2 1 x86_64
system x86_64 rpm system
job multiversion provides kernel
job install pkg kernel-2-1.x86_64@target
result transaction,problems <inline>
#>install kernel-2-1.x86_64@target
nextjob
job install pkg kernel-2-1.x86_64@target
result transaction,problems <inline>
#>upgrade kernel-1-1.x86_64@system kernel-2-1.x86_64@target
