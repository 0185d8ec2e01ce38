# Functions of jq that can be said in jq. What begins with _ is not for filters.
def error(message): message | error;
def halt_error: halt_error(5);
def select(f): if f then . else empty end;
def map(f): [.[] | f];
def map_values(f): .[] |= f;
def recurse(f): def deeper: ., (f | deeper); deeper;
def recurse(f; condition): def deeper: ., (f | select(condition) | deeper); deeper;
def recurse: recurse(.[]?);
def range($from; $upto): _range($from; $upto);
def range($upto): _range(0; $upto);
def range($from; $upto; $by):
  def up: if . < $upto then ., (. + $by | up) else empty end;
  def down: if . > $upto then ., (. + $by | down) else empty end;
  $from | if $by > 0 then up elif $by < 0 then down else empty end;
def while(condition; update): def on: if condition then ., (update | on) else empty end; on;
def until(condition; update): def on: if condition then . else (update | on) end; on;
def repeat(f): def on: f, on; on;
def inputs: def on: input, on; try on catch if . == "break" then empty else error end;
def values: select(. != null);
def nulls: select(. == null);
def booleans: select(type == "boolean");
def numbers: select(type == "number");
def strings: select(type == "string");
def arrays: select(type == "array");
def objects: select(type == "object");
def iterables: select(type | . == "array" or . == "object");
def scalars: select(type | . != "array" and . != "object");
def finites: select(isfinite);
def normals: select(isnormal);
def add(f): reduce f as $one (null; . + $one);
def add: add(.[]);
def sort_by(f): _sort_by(map([f]));
def group_by(f): _group_by(map([f]));
def unique_by(f): _unique_by(map([f]));
def min_by(f): _min_by(map([f]));
def max_by(f): _max_by(map([f]));
def first(f): label $done | (f | (., break $done));
def first: .[0];
def last: .[-1];
def nth($n): .[$n];
def limit($n; f):
  if $n > 0 then label $done | foreach f as $one (0; . + 1; $one, if . >= $n then break $done else empty end)
  elif $n == 0 then empty
  else error("limit doesn't support negative count") end;
def skip($n; f):
  if $n > 0 then foreach f as $one (0; . + 1; if . > $n then $one else empty end)
  elif $n == 0 then f
  else error("skip doesn't support negative count") end;
def nth($n; f): if $n < 0 then error("nth doesn't support negative indices") else first(skip($n; f)) end;
def isempty(f): label $done | (f | (false, break $done)), true;
def any(f; condition): isempty(f | condition or empty) | not;
def all(f; condition): isempty(f | condition and empty);
def any(condition): any(.[]; condition);
def all(condition): all(.[]; condition);
def any: any(.[]; .);
def all: all(.[]; .);
def in(holder): . as $key | holder | has($key);
def inside(holder): . as $part | holder | contains($part);
def IN(f): any(f == .; .);
def IN(source; f): any(source == f; .);
def INDEX(f; key): reduce f as $row ({}; .[$row | key | tostring] = $row);
def INDEX(key): INDEX(.[]; key);
def JOIN($index; key): [.[] | [., $index[key]]];
def JOIN($index; f; key): f | [., $index[key]];
def JOIN($index; f; key; join): f | [., $index[key]] | join;
def ascii: [.] | implode;
def toarray: if type == "array" then . else [.] end;
def abs: if . < 0 then -. else . end;
def del(f): delpaths([path(f)]);
def paths: path(..) | select(. != []);
def paths(condition): path(.. | select(condition)) | select(. != []);
def leaf_paths: paths(scalars);
def pick(f): . as $whole | reduce path(f) as $path (null; setpath($path; $whole | getpath($path)));
def to_entries: [keys_unsorted[] as $key | {key: $key, value: .[$key]}];
def from_entries:
  map({(.key // .Key // .name // .Name): (if has("value") then .value else .Value end)}) | add // {};
def with_entries(f): to_entries | map(f) | from_entries;
def walk(f): def deep: if type | . == "object" or . == "array" then map_values(deep) else . end | f; deep;
def flatten($depth):
  def flat($left): reduce .[] as $one ([];
    if ($one | type) == "array" and $left != 0 then . + ($one | flat($left - 1)) else . + [$one] end);
  if $depth < 0 then error("flatten depth must not be negative") else flat($depth) end;
def flatten: flatten(1e9);
def reverse: [.[length - 1 - range(0; length)]];
def indices($part):
  if type == "string" and ($part | type) == "string" then _strindices($part)
  elif type == "array" and ($part | type) != "array" then .[[$part]]
  else .[$part] end;
def index($part): indices($part) | .[0];
def rindex($part): indices($part) | .[-1:][0];
def join($between):
  reduce .[] as $one (null;
    (if . == null then "" else . + $between end)
    + ($one | if type == "boolean" or type == "number" then tostring else . // "" end)) // "";
def combinations: if . == [] then [] else .[0][] as $one | (.[1:] | combinations) as $rest | [$one] + $rest end;
def combinations(n): . as $these | [range(n) | $these] | combinations;
def transpose: . as $rows | [range(0; $rows | map(length) | max // 0) as $at | [$rows[][$at]]];
def ltrimstr($part): if startswith($part) then .[$part | length:] else . end;
def rtrimstr($part): if endswith($part) then .[:length - ($part | length)] else . end;
def trimstr($part): ltrimstr($part) | rtrimstr($part);
def _pattern($given; f):
  ($given | type) as $kind
  | if $kind == "string" then [$given, null]
    elif $kind == "array" and ($given | length) > 1 then [$given[0], $given[1]]
    elif $kind == "array" and ($given | length) > 0 then [$given[0], null]
    else error($kind + " not a string or array") end
  | f;
def match($re; $flags): _match($re; $flags; false) | .[];
def match($re): . as $text | _pattern($re; . as [$re, $flags] | $text | match($re; $flags));
def test($re; $flags): _match($re; $flags; true);
def test($re): . as $text | _pattern($re; . as [$re, $flags] | $text | test($re; $flags));
def _named: reduce (.captures[] | select(.name != null)) as $one ({}; .[$one.name] = $one.string);
def capture($re; $flags): match($re; $flags) | _named;
def capture($re): match($re) | _named;
def scan($re; $flags): match($re; "g" + $flags) | if .captures == [] then .string else [.captures[].string] end;
def scan($re): scan($re; null);
def splits($re; $flags):
  .[foreach (match($re; $flags + "g"), null) as {$offset, $length}
    (null; {start: .next, end: $offset, next: ($offset + $length)})];
def splits($re): splits($re; null);
def split($re; $flags): [splits($re; $flags)];
def sub($re; replacement; $flags):
  . as $text
  | (reduce match($re; $flags) as $found ({made: [], at: 0};
        $text[.at:$found.offset] as $before
      | ([$found | _named | replacement]) as $new
      | reduce range(0; $new | length) as $one (.; .made[$one] += $before + $new[$one])
      | .at = $found.offset + $found.length)
    | .made[] + $text[.at:]) // $text;
def sub($re; replacement): sub($re; replacement; "");
def gsub($re; replacement; $flags): sub($re; replacement; $flags + "g");
def gsub($re; replacement): sub($re; replacement; "g");
def todate: strftime("%Y-%m-%dT%H:%M:%SZ");
def todateiso8601: todate;
def fromdate: strptime("%Y-%m-%dT%H:%M:%SZ") | mktime;
def fromdateiso8601: fromdate;
def date: todate;
def dateadd(unit; $count): . + $count;
def datesub(unit; $count): . - $count;
def debug(messages): (messages | debug | empty), .;
def tostream:
  path(def deeper: (.[]? | deeper), .; deeper) as $path
  | getpath($path)
  | reduce path(.[]?) as $inner ([$path, .]; [$path + $inner]);
def fromstream(f):
  foreach f as $event ({whole: null, done: false};
    (if .done then {whole: null, done: false} else . end)
    | ($event[0] | length) as $depth
    | if ($event | length) == 2
      then .done = ($depth == 0) | setpath(["whole"] + $event[0]; $event[1])
      else .done = ($depth == 1) end;
    if .done then .whole else empty end);
def truncate_stream(f):
  . as $depth | null | f | select((.[0] | length) > $depth) | .[0] |= .[$depth:];
