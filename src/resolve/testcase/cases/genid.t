# Dependencies put together step by step, and versions compared.
genid lit foo
genid lit 1-1
genid op >=
genid dep bar & (baz | qux . i686)
genid op &
result genid <inline>
#>genid  1: genid lit foo
#>genid  2: genid lit 1-1
#>genid  3: genid op >=
#>genid  4: genid lit bar
#>genid  5: genid lit baz
#>genid  6: genid lit qux
#>genid  7: genid lit i686
#>genid  8: genid op .
#>genid  9: genid op |
#>genid 10: genid op &
#>genid 11: genid op &
#>genid dep foo >= 1-1 & bar & (baz | (qux . i686))
nextjob
evrcmp 1.0~rc1 1.0
evrcmp 2-1 1:1-1
result jobs <inline>
#>job noop provides 1.0~rc1 < 1.0
#>job noop provides 2-1 < 1:1-1
