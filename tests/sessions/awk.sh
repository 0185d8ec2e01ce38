seq 3 | awk '{ while (("echo x" $1) | getline l > 0) print l; close("echo x" $1) }'
printf 'a\nb\nc\n' > f; awk 'BEGIN { while ((getline line < "f") > 0) n++; print n; "date +%Y" | getline y; print y; print (getline x < "nothing") }'
awk 'NR==1 { getline; print; getline x; print x, NR }' f; awk 'BEGIN { getline; print "first", $0 } { print NR, $0 }' f
awk '{ print | "sort -r" } END { close("sort -r"); print "done" }' f; awk '{ print | "sort -r" } END { print "before" }' f
awk 'BEGIN { print "x" > "o1"; print "y" >> "o1"; close("o1"); while ((getline l < "o1") > 0) print l; print "e" > "/dev/stderr"; r = system("echo sys; exit 3"); print r; printf "%s %d\n", "a", 3 | "cat"; print close("nope") }'
awk 'BEGIN { print strftime("%Y-%m-%d", 0), (systime() > 0) }'; printf 'x=1;y=2' | awk 'BEGIN { RS=";"; FS="=" } { print NR, $1, $2 }'
echo 'b a' | awk '{ "echo " $1 " | tr b c" | getline v; print v }'; awk 'BEGIN { "exit 1" | getline; while ("echo a; echo b" | getline) print }'
