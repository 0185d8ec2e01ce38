//! Ruby. What the programs print is what Ruby prints.

use super::{machine, run, run_on};

fn check(rows: &[(&str, &str)]) {
    super::check("ruby", "app.rb", rows);
}

#[test]
fn values_and_their_texts() {
    check(&[
        ("puts 'a', 1, nil, [2, [3, nil]], []", "a\n1\n\n2\n3\n\n"),
        ("print 'a', 1, nil, :b, \"\\n\"", "a1b\n"),
        (
            "p 1, 'it\\'s', \"q\\\"\\n\", :sym, :'two words', nil, true, 1.5, 1e20, 1e-5, 100.0, 1..3, ('a'...'c')",
            "1\n\"it's\"\n\"q\\\"\\n\"\n:sym\n:\"two words\"\nnil\ntrue\n1.5\n1.0e+20\n1.0e-05\n100.0\n1..3\n\"a\"...\"c\"\n",
        ),
        ("p [1, [nil]], { a: 1, 'b' => 2, 3 => :c, nil => 4 }", "[1, [nil]]\n{a: 1, \"b\" => 2, 3 => :c, nil => 4}\n"),
        ("x = 3\nputs \"#{x} and #{\"in #{x + 1}\"} \\#{no}\", 'no #{x}'", "3 and in 4 #{no}\nno #{x}\n"),
        ("puts '%05.2f|%-4s|%+d|%x|%p|%%' % [3.14159, 'ab', 5, 255, nil]", "03.14|ab  |+5|ff|nil|%\n"),
        ("puts format('%<a>03d %{b}', a: 7, b: 'x')\nprintf(\"%s\\n\", 1)", "007 x\n1\n"),
        ("puts <<~A + 'end'\n  one #{1 + 1}\n    two\nA\nputs <<~'B'\n  raw #{x}\nB", "one 2\n  two\nend\nraw #{x}\n"),
        ("puts 7 / 2, -7 / 2, 7 % 3, -7 % 3, 2**10, 7.0 / 2, 1_000 + 0xff", "3\n-4\n1\n2\n1024\n3.5\n1255\n"),
        ("puts 3.14159.round(2), 2.5.round, 3.7.to_i, 10.divmod(3).inspect, '42abc'.to_i", "3.14\n3\n3\n[3, 1]\n42\n"),
        ("puts 'a'.rjust(2_000_000).size, format('%20000d', 1).size", "2000000\n20000\n"),
        ("p %w[a b], %i[a b], ?x, %q(it's), %Q(#{1})", "[\"a\", \"b\"]\n[:a, :b]\n\"x\"\n\"it's\"\n\"1\"\n"),
    ]);
}

#[test]
fn control_flow() {
    check(&[
        ("x = 5\nif x > 3 then puts 'big' elsif x > 1 then puts 'mid' else puts 'small' end", "big\n"),
        ("puts 'no' unless true\nputs 'yes' if 1 and not nil\nputs(1 > 2 ? 'a' : 'b')", "yes\nb\n"),
        ("case 5\nwhen 1, 2 then puts 'low'\nwhen 3..6 then puts 'mid'\nelse puts 'high'\nend", "mid\n"),
        (
            "[1, 'a', :b, nil, [1]].each do |v|\n  puts case v\n       when Integer then 'int'\n       when String, Symbol then 'text'\n       when nil then 'nil'\n       else v.class\n       end\nend",
            "int\ntext\ntext\nnil\nArray\n",
        ),
        ("i = 0\nwhile i < 5\n  i += 1\n  next if i == 2\n  break if i == 4\n  puts i\nend", "1\n3\n"),
        ("i = 3\ni -= 1 until i.zero?\nbegin\n  i += 1\nend while i < 3\nputs i", "3\n"),
        ("x = loop do\n  break 42\nend\nputs x\nfor k, v in [[1, 2]] do puts k + v end", "42\n3\n"),
        ("x = if false then 1 end\np x\ny = begin\n  Integer('z')\nrescue ArgumentError\n  -1\nend\np y", "nil\n-1\n"),
        (
            "a, (b, *c), d = 1, [2, 3, 4], 5\np a, b, c, d\na, b = b, a\np [a, b]\nx = nil\nx ||= 7\np x",
            "1\n2\n[3, 4]\n5\n[2, 1]\n7\n",
        ),
        ("3.times { |i| print i }\n1.upto(3) { print it }\n3.downto(1) { print _1 }\nputs", "012123321\n"),
        (
            "tries = 0\nbegin\n  tries += 1\n  raise \"fail #{tries}\" if tries < 3\n  puts \"ok #{tries}\"\nrescue => e\n  puts e.message\n  retry\nensure\n  puts 'done'\nend",
            "fail 1\nfail 2\nok 3\ndone\n",
        ),
        ("puts catch(:found) { 5.times { |i| throw :found, i if i == 3 }; :none }", "3\n"),
    ]);
}

#[test]
fn methods_blocks_and_lambdas() {
    check(&[
        (
            "def f(a, b = 2, *c, d: 4, **e) = [a, b, c, d, e]\np f(1), f(1, 3, 5, d: 6, x: 7), f(1, { y: 2 })",
            "[1, 2, [], 4, {}]\n[1, 3, [5], 6, {x: 7}]\n[1, {y: 2}, [], 4, {}]\n",
        ),
        (
            "def twice\n  return 'none' unless block_given?\n  yield(1) + yield(2)\nend\nputs twice, twice { |n| n * 10 }",
            "none\n30\n",
        ),
        (
            "def first_big(list)\n  list.each { |v| return v if v > 1 }\n  nil\nend\np first_big([1, 2, 3]), first_big([])",
            "2\nnil\n",
        ),
        (
            "p([1, 2, 3].each { |v| break v * 10 if v == 2 })\np [1, 2, 3].map { |v| next 0 if v == 2; v }",
            "20\n[1, 0, 3]\n",
        ),
        (
            "add = ->(a, b = 1) { a + b }\np add.call(1), add.(1, 2), add[2, 3], [1, 2].map(&:to_s), [1].map(&add)",
            "2\n3\n5\n[\"1\", \"2\"]\n[2]\n",
        ),
        (
            "def keep(&block) = block\nn = 0\ncount = keep { n += 1 }\ncount.call\ncount.call\np n, method(:puts).call('x')",
            "x\n2\nnil\n",
        ),
        (
            "total = 0\n{ a: 1, b: 2 }.each { |k, v| total += v }\n[[1, [2, 3]]].each { |a, (b, c)| total += a + b + c }\np total",
            "9\n",
        ),
        (
            "def opts(a, h = {}) = p(a, h)\nopts 1, x: 2, 'y' => 3\nputs [1, 2, 3]\n  .map { |x| x * 2 }\n  .sum",
            "1\n{x: 2, \"y\" => 3}\n12\n",
        ),
    ]);
}

#[test]
fn classes_and_modules() {
    check(&[
        (
            "class Animal\n  attr_reader :name\n  attr_accessor :age\n  LEGS = 4\n  def self.create(*a) = new(*a)\n  def initialize(name, age: 1)\n    @name, @age = name, age\n  end\n  def to_s = \"#{self.class.name} #{@name} (#{age})\"\n  def older!\n    self.age += 1\n    self\n  end\nend\nclass Dog < Animal\n  def initialize(name, **more)\n    super\n    @tricks = []\n  end\n  def <<(trick)\n    @tricks << trick\n    self\n  end\n  def speak = \"Woof on #{LEGS}: #{@tricks.join(', ')}\"\nend\nd = Dog.new('Rex', age: 3)\nd << 'sit' << 'roll'\nputs d, d.older!.age, d.speak, Animal.create('Tom'), Dog.superclass, d.is_a?(Animal), d.respond_to?(:speak)",
            "Dog Rex (4)\n4\nWoof on 4: sit, roll\nAnimal Tom (1)\nAnimal\ntrue\ntrue\n",
        ),
        (
            "module Greets\n  def greet = \"Hi, #{name}\"\nend\nPerson = Struct.new(:name, :age) do\n  include Greets\n  include Comparable\n  def <=>(other) = age <=> other.age\nend\na, b = Person.new('A', 3), Person.new('B', 2)\nputs a.greet, a > b, [a, b].min.name, a == Person.new('A', 3)\np b",
            "Hi, A\ntrue\nB\ntrue\n#<struct Person name=\"B\", age=2>\n",
        ),
        (
            "module Tools\n  RATE = 2\n  def self.double(x) = x * RATE\n  class Inner\n    def rate = RATE\n  end\nend\np Tools.double(4), Tools::RATE, Tools::Inner.new.rate\nclass String\n  def shout = upcase + '!'\nend\nputs 'a'.shout",
            "8\n2\n2\nA!\n",
        ),
        (
            "class List\n  include Enumerable\n  def initialize(*all) = @all = all\n  def each(&block)\n    @all.each(&block)\n    self\n  end\nend\nl = List.new(3, 1, 2)\np l.sort, l.map { |x| x + 1 }, l.include?(2), l.min, l.reduce(:+), l.first, l.each_slice(2).to_a",
            "[1, 2, 3]\n[4, 2, 3]\ntrue\n1\n6\n3\n[[3, 1], [2]]\n",
        ),
        (
            "class Odd < StandardError\n  def initialize(msg = 'odd by default') = super\nend\n[Odd, 'plain'].each do |what|\n  raise what\nrescue Odd => e\n  puts e.message\nrescue => e\n  puts \"#{e.class}: #{e.message}\"\nend",
            "odd by default\nRuntimeError: plain\n",
        ),
        (
            "class Ghost\n  def method_missing(name, *args) = \"#{name}(#{args.join})\"\n  %w[a b].each { |n| define_method(n) { n * 2 } }\nend\ng = Ghost.new\nputs g.boo(1), g.a, g.send(:b)",
            "boo(1)\naa\nbb\n",
        ),
    ]);
}

#[test]
fn collections_and_texts() {
    check(&[
        (
            "p [3, 1, 2].sort, %w[bb a].sort_by(&:length), [1, 2, 3, 4].partition(&:even?), [1, 2].zip([3, 4]), %w[a b a].tally",
            "[1, 2, 3]\n[\"a\", \"bb\"]\n[[2, 4], [1, 3]]\n[[1, 3], [2, 4]]\n{\"a\" => 2, \"b\" => 1}\n",
        ),
        (
            "p (1..10).select(&:even?).reject { |x| x > 6 }.reduce(:+), [1, 2, 3].inject { |a, b| a * b }, [1, 2].sum { |x| x * 2 }",
            "12\n6\n6\n",
        ),
        (
            "%w[x y].each_with_index { |v, i| print v, i }\nputs %w[x y].each.with_index(1).map { |v, i| \"#{i}#{v}\" }.join(' ')",
            "x0y11x 2y\n",
        ),
        (
            "h = { b: 2, a: 1 }\np h.sort.to_h, h.map { |k, v| [k, v * 2] }.to_h, h.min_by { |_, v| v }, h.select { |_, v| v > 1 }, h.fetch(:z, 0), h.dig(:a), h.sum { |_, v| v }, h.transform_values(&:to_s), h.any? { |k, v| v > 1 }",
            "{a: 1, b: 2}\n{b: 4, a: 2}\n[:a, 1]\n{b: 2}\n0\n1\n3\n{b: \"2\", a: \"1\"}\ntrue\n",
        ),
        (
            "c = Hash.new(0)\n'hello'.each_char { |l| c[l] += 1 }\nl = Hash.new { |h, k| h[k] = [] }\nl[:a] << 1\np c, l, l.key?(:b)",
            "{\"h\" => 1, \"e\" => 1, \"l\" => 2, \"o\" => 1}\n{a: [1]}\nfalse\n",
        ),
        (
            "s = 'abc'\ns << 'd' << 'e'\ns += 'f'\ns.upcase!\nputs s, s[1..2], s[-2..], s[0], s.reverse, s.sub('A', 'x'), s.gsub(/[BC]/) { |m| m.downcase }",
            "ABCDEF\nBC\nEF\nA\nFEDCBA\nxBCDEF\nAbcDEF\n",
        ),
        (
            "p 'k=v'.match(/(\\w)=(\\w)?/) ? $2 : 0, 'a1b22'.scan(/\\d+/), 'a-b'.tr('-', '_'), 'x'.center(5, '*'), 'a,b,,'.split(','), ' a  b '.split, 'ab'.chars, 'é'.length",
            "\"v\"\n[\"1\", \"22\"]\n\"a_b\"\n\"**x**\"\n[\"a\", \"b\"]\n[\"a\", \"b\"]\n[\"a\", \"b\"]\n1\n",
        ),
        (
            "require 'set'\nrequire 'json'\np Set.new([1, 1, 2]).size, JSON.parse('{\"a\": [1, null]}'), JSON.parse('{\"a\": 1}', symbolize_names: true)\nputs({ a: nil, 'b' => [1.5, :c] }.to_json, JSON.pretty_generate([1, { a: 2 }]))",
            "2\n{\"a\" => [1, nil]}\n{a: 1}\n{\"a\":null,\"b\":[1.5,\"c\"]}\n[\n  1,\n  {\n    \"a\": 2\n  }\n]\n",
        ),
    ]);
}

#[test]
fn the_environment_files_arguments_and_input() {
    let text = "puts ENV.fetch('GREETING', 'x'), ENV['NOPE'].inspect, ENV.fetch('NOPE') { |n| \"no #{n}\" }, ARGV.inspect, __FILE__ == $0, RUBY_VERSION\n\
                File.write('out.txt', \"one\\n\")\nFile.open('out.txt', 'a') { |f| f.puts 'two' }\n\
                puts File.read('out.txt'), File.readlines('out.txt', chomp: true).inspect, File.exist?('nope'), Dir.children('.').sort.inspect\n\
                name = gets.chomp\nputs \"Hi #{name}\", STDIN.read.lines.length, gets.inspect\n\
                require_relative 'lib/tool'\nputs tool, Time.at(0).utc.strftime('%Y-%m-%d %H:%M')\n$stderr.puts 'to err'\nexit 3";
    let mut machine = machine(&[("app.rb", text), ("lib/tool.rb", "x = 5\ndef tool = 'a tool'\n")]);
    let (out, err, ended) = run_on(&mut machine, &["ruby", "app.rb", "a", "b"], "Ann\nmore\nlines\n");
    assert_eq!(
        out,
        "hello\nnil\nno NOPE\n[\"a\", \"b\"]\ntrue\n3.4.1\none\ntwo\n[\"one\", \"two\"]\nfalse\n[\"app.rb\", \"lib\", \"out.txt\"]\n\
         Hi Ann\n2\nnil\na tool\n1970-01-01 00:00\n"
    );
    assert_eq!((err.as_str(), ended), ("to err\n", Ok(3)));
}

#[test]
fn the_command_line() {
    let mut machine = machine(&[]);
    let mut ran = |words: &[&str], stdin: &str| {
        let (out, err, ended) = run_on(&mut machine, words, stdin);
        (out + &err, ended)
    };
    assert_eq!(ran(&["ruby", "-e", "puts 1", "-e", "puts ARGV[0]", "x"], ""), ("1\nx\n".into(), Ok(0)));
    assert_eq!(ran(&["ruby", "-rjson", "-e", "puts [1].to_json"], ""), ("[1]\n".into(), Ok(0)));
    assert_eq!(ran(&["ruby"], "puts __FILE__"), ("-\n".into(), Ok(0)));
    assert_eq!(
        ran(&["ruby", "nope.rb"], ""),
        ("ruby: No such file or directory -- nope.rb (LoadError)\n".into(), Ok(1))
    );
    assert_eq!(ran(&["ruby", "-c", "-e", "puts 1"], ""), ("Syntax OK\n".into(), Ok(0)));
}

#[test]
fn errors_are_said_as_ruby_says_them() {
    let rows = [
        ("raise 'boom'", "app.rb:1:in '<main>': boom (RuntimeError)\n"),
        (
            "def a(x)\n  x / 0\nend\n[1].each do |v|\n  a(v)\nend",
            "app.rb:2:in 'Integer#/': divided by 0 (ZeroDivisionError)\n\tfrom app.rb:2:in 'Object#a'\n\tfrom app.rb:5:in 'block in <main>'\n\tfrom app.rb:4:in 'Array#each'\n\tfrom app.rb:4:in '<main>'\n",
        ),
        (
            "class Foo\n  def bar(x) = raise(ArgumentError, \"no #{x}\")\nend\nFoo.new.bar(1)",
            "app.rb:2:in 'Foo#bar': no 1 (ArgumentError)\n\tfrom app.rb:4:in '<main>'\n",
        ),
        (
            "puts 'a'\nnil.foo",
            "a\napp.rb:2:in '<main>': undefined method 'foo' for nil (NoMethodError)\n\nnil.foo\n   ^^^^\n",
        ),
        (
            "puts foo",
            "app.rb:1:in '<main>': undefined local variable or method 'foo' for main (NameError)\n\nputs foo\n     ^^^\n",
        ),
        ("Foo::Bar", "app.rb:1:in '<main>': uninitialized constant Foo (NameError)\n\nFoo::Bar\n^^^\n"),
        (
            "def f(a)\n  a\nend\nf",
            "app.rb:1:in 'Object#f': wrong number of arguments (given 0, expected 1) (ArgumentError)\n\tfrom app.rb:4:in '<main>'\n",
        ),
        ("ENV.fetch('NOPE')", "app.rb:1:in 'fetch': key not found: \"NOPE\" (KeyError)\n\tfrom app.rb:1:in '<main>'\n"),
        (
            "begin\n  1/0\nrescue => e\n  raise 'wrapped'\nend",
            "app.rb:4:in 'rescue in <main>': wrapped (RuntimeError)\n\tfrom app.rb:1:in '<main>'\napp.rb:2:in 'Integer#/': divided by 0 (ZeroDivisionError)\n\tfrom app.rb:2:in '<main>'\n",
        ),
        (
            "Integer('abc')",
            "app.rb:1:in 'Kernel#Integer': invalid value for Integer(): \"abc\" (ArgumentError)\n\tfrom app.rb:1:in '<main>'\n",
        ),
        ("abort 'bye'", "bye\n"),
        (
            "require 'sinatra'",
            "<internal:/usr/local/lib/ruby/3.4.0/rubygems/core_ext/kernel_require.rb>:136:in 'Kernel#require': cannot load such file -- sinatra (LoadError)\n\tfrom <internal:/usr/local/lib/ruby/3.4.0/rubygems/core_ext/kernel_require.rb>:136:in 'Kernel#require'\n\tfrom app.rb:1:in '<main>'\n",
        ),
    ];
    for (text, expected) in rows {
        assert_eq!(run("ruby", "app.rb", text), (expected.to_string(), 1), "{text}");
    }
}

#[test]
fn what_is_not_simulated_is_named_with_its_line() {
    let rows = [
        ("puts 1\nx = 1\ncase x\nin Integer then 2\nend", "layercake: app.rb, line 4: case … in is not simulated\n"),
        ("puts `ls`", "layercake: app.rb, line 1: a command in `…` is not simulated\n"),
        (
            "puts 1\nputs 2**200",
            "1\nlayercake: app.rb, line 2: a whole number of more than 127 bits is not simulated\n",
        ),
        ("require 'yaml'", "layercake: app.rb, line 1: the library yaml is not simulated\n"),
        ("\n'a'.concat('b')", "layercake: app.rb, line 2: a text that is changed where it stands is not simulated\n"),
    ];
    for (text, expected) in rows {
        assert_eq!(run("ruby", "app.rb", text), (expected.to_string(), 1), "{text}");
    }
}
