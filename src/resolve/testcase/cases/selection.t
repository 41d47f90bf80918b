# Texts that mean packages.
repo target 0 testtags <inline>
#>=Pkg: web 1 1 noarch
#>=Fls: /usr/bin/web
#>=Pkg: web 1:2 1 i686
#>=Prv: httpd = 2
#>=Pkg: web 1 1 src
#>=Pkg: mail 3 1 noarch
#>=Prv: httpd = 3
#>=Req: web < 5
system i686 rpm
job noop selection web name
result jobs <inline>
#>job noop name web

nextjob
job noop selection WEB name,nocase
job noop selection http*>2 provides,rel,glob
result jobs <inline>
#>job noop name web
#>job noop provides httpd > 2

nextjob
job noop selection web-2.i686 canon
result jobs <inline>
#>job noop name (web . i686) = 1:2 [setev,setarch]

nextjob
job noop selection web name,withsource
result jobs <inline>
#>job noop oneof web-1-1.noarch@target web-1:2-1.i686@target web-1-1.src@target

nextjob
job noop selection web.src name,dotarch
result jobs <inline>
#>job noop name web . src [setarch]

nextjob
job noop selection *i* name,glob,flat
result jobs <inline>
#>job noop name mail

nextjob
job noop selection_matchdeps solvable:requires web > 2 rel
result jobs <inline>
#>job noop pkg mail-3-1.noarch@target [noautoset]
