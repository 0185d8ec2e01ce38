# Daily commands; `just` alone lists them.
default:
    @just --list

# the two commands of the README
run *arguments:
    cargo run --release -- {{arguments}}

test:
    cargo test

# what CI runs
ci:
    .ci/run

lint:
    cargo fmt --check
    cargo clippy --workspace --all-targets -- -D warnings

# licences and advisories of dependencies
deps:
    cargo deny check

# the pure rooms for the browser
wasm:
    .ci/wasm

# the book, with mdbook and this program from the path
book:
    mdbook build book

# write what commands print into the book's chapters
book-update:
    cargo run --release -- mdbook update book

# the page with layercake in it (target/page), and the static site: the page and the book
site folder="target/site":
    .ci/site {{folder}}

# a class of so many students who do not exist, each with a hundred lines: every mark as it is known, and how long it takes
class count="1000":
    LAYERCAKE_CLASS={{count}} cargo test --release -p layercake --test classroom -- --nocapture

# what needs mdbook, node and Chromium: they are fetched if they are missing
site-test:
    .ci/book
    .ci/site-test

# the picture in the README
picture:
    cargo run --release -- lessons picture > .github/screen.svg

# a binary for others, optimised as a whole
dist:
    cargo build --locked --profile dist

# the catalogue's digests, after a change under fixtures/hub
hub-lock:
    cargo run --release -- hub-lock

bench:
    cargo bench

# a fuzz target for so many seconds: shell, sql, redis, c, template, reference, builds, archive, layer, request, lesson, state, dockerfile, ignore
fuzz target seconds="60":
    cargo fuzz run --sanitizer none {{target}} -- -max_total_time={{seconds}} -max_len=65536 -rss_limit_mb=1024

# so many random lines out of a grammar, from a seed: none takes 2 s, and none that is stopped changes anything
odd-lines count="100000" seed="1":
    LAYERCAKE_ODD_LINES={{count}} LAYERCAKE_SEED={{seed}} cargo test --release -p layercake-program --test odd_lines -- --nocapture

# kill -9 in the middle of commands, so many times: nothing acknowledged may be lost
kills count="1000":
    LAYERCAKE_KILLS={{count}} cargo test --release --test kills -- --nocapture

# handing in to a real server: so many at once, and under so many kills; nothing acknowledged may be lost
hand-ins class="1000" kills="100":
    LAYERCAKE_CLASS={{class}} LAYERCAKE_KILLS={{kills}} cargo test --release -p layercake-program --test classroom_serve -- --nocapture
