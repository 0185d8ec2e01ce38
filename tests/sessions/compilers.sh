printf '#include <stdio.h>\n#include <stdlib.h>\nint main(int argc, char *argv[]) {\n  int i;\n  printf("Hello, %%s!\\n", argc > 1 ? argv[1] : "World");\n  for (i = 0; i < 3; i++) printf("%%d\\n", i);\n  printf("%%s\\n", getenv("HOME"));\n  return 0;\n}\n' > hello.c
printf '#include <stdio.h>\nint main() { printf("Hello World\\n"); return 0; }\n' > h2.c
printf 'fn main() {\n    println!("Hello, world!");\n}\n' > main.rs
docker run --rm --quiet -v "$PWD":/w -w /w gcc sh -c 'gcc h2.c -o h2 && ./h2; gcc hello.c -o hello && ./hello Bob'
docker run --rm --quiet php php -v
docker run --rm --quiet debian perl -e 1
docker run --rm --quiet mongo mongosh --version
docker run --rm --quiet debian sh -c 'apt-get update >/dev/null; apt-get install -y -qq curl >/dev/null 2>&1; ls /var/cache/apt/archives /var/lib/apt/lists | head -5'
docker run --rm --quiet -v "$PWD":/w -w /w rust sh -c 'printf "fn main() {\n println!(\"hi\");\n}\n" > a.rs; rustc a.rs && ./a'
printf '#include <stdio.h>\nint main() {\n  int *p = 0;\n  printf("%%d", *p);\n}\n' > ptr.c
docker run --rm --quiet -v "$PWD":/w -w /w gcc sh -c 'gcc ptr.c && ./a.out; echo $?'
printf 'FROM gcc AS b\nCOPY h2.c .\nRUN gcc -static -o /h h2.c\nFROM scratch\nCOPY --from=b /h /h\nCMD ["/h"]\n' > Dockerfile
docker build -q -t hc . && docker run --rm hc
printf '#include <stdio.h>\n#include <string.h>\n#define N 3\nint add(int a, int b);\nint fact(int n) { if (n <= 1) return 1; return n * fact(n - 1); }\nint add(int a, int b) { return a + b; }\nint main(void) {\n  int a[] = {3, 1, 2};\n  double d = 10;\n  char *s = "abc";\n  for (int i = 0; i < N; i++) { a[i] += i; printf("%%d ", a[i]); }\n  printf("\\n%%d %%d %%.2f %%c %%zu %%s\\n", fact(5), add(2, 3), d / 4, s[1], strlen(s), s);\n  int i = 0; while (i < 10) { if (i %% 2) { i++; continue; } if (i == 6) break; printf("%%d,", i); i++; }\n  puts(""); fprintf(stderr, "err\\n"); printf("%%d\\n", 7 / 2); return 3;\n}\n' > big.c
docker run --rm --quiet -v "$PWD":/w -w /w gcc sh -c 'gcc -Wall -o big big.c && ./big; echo $?'
docker run --rm --ipc container:nosuch alpine true
printf '#include <stdio.h>\n#include <string.h>\n#define N 3\n#if N > 2 && !defined(OFF)\n#define WORD "on"\n#else\n#define WORD "off"\n#endif\nint next(void) { static int n = N; return n++; }\nint main() { char s[] = "abc"; char t[20]; s[0] = %s; strcpy(t, s); strcat(t, WORD); next(); printf("%%s %%d %%d %%d\\n", t, (int)strlen(t), next(), s[3]); return 0; }\n' "'X'" > small.c; printf 'FROM alpine\nRUN apk add -q gcc musl-dev\nCOPY small.c .\nRUN gcc -o small small.c && ./small\n' > Dockerfile.c; docker build -q -f Dockerfile.c -t small . > id; docker run --rm small ./small
printf 'int main(int argc, char **argv) { int zero = argc - 1; return 1 / zero; }\n' > small.c; printf 'FROM small\nCOPY small.c .\nRUN gcc -o small small.c\n' > Dockerfile.c; docker build -q -f Dockerfile.c -t divided . > id; docker run --rm divided ./small; echo $?
