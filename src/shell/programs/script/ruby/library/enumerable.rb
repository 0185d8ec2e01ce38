# What everything that can be gone through has: `each` is all that it needs.

module Enumerable
  def to_a
    all = []
    each { |*items| all.push(items.length == 1 ? items[0] : items) }
    all
  end

  def entries = to_a

  def map
    return Enumerator.new(self, :map) unless block_given?
    all = []
    for item in to_a
      all.push(yield(item))
    end
    all
  end

  def collect(&block) = map(&block)

  def flat_map(&block) = map(&block).flatten(1)

  def each_entry(&block) = each(&block)

  def each_with_index
    return Enumerator.new(self, :each_with_index) unless block_given?
    at = 0
    for item in to_a
      yield item, at
      at += 1
    end
    self
  end

  def each_with_object(memo)
    for item in to_a
      yield item, memo
    end
    memo
  end

  def select
    return Enumerator.new(self, :select) unless block_given?
    all = []
    for item in to_a
      all.push(item) if yield(item)
    end
    all
  end

  def filter(&block) = select(&block)

  def reject
    all = []
    for item in to_a
      all.push(item) unless yield(item)
    end
    all
  end

  def filter_map
    all = []
    for item in to_a
      value = yield(item)
      all.push(value) if value
    end
    all
  end

  def find
    for item in to_a
      return item if yield(item)
    end
    nil
  end

  def detect(&block) = find(&block)

  def find_index(*wanted)
    at = 0
    for item in to_a
      return at if wanted.empty? ? yield(item) : item == wanted[0]
      at += 1
    end
    nil
  end

  def find_all(&block) = select(&block)

  def include?(wanted)
    for item in to_a
      return true if item == wanted
    end
    false
  end

  def member?(wanted) = include?(wanted)

  def first(*count)
    count.empty? ? to_a.first : to_a.first(count[0])
  end

  def take(count) = to_a.first(count)

  def drop(count) = to_a.drop(count)

  def take_while
    all = []
    for item in to_a
      return all unless yield(item)
      all.push(item)
    end
    all
  end

  def drop_while
    all = []
    dropping = true
    for item in to_a
      dropping = false if dropping && !yield(item)
      all.push(item) unless dropping
    end
    all
  end

  def reduce(*given, &block)
    items = to_a
    name = given.pop if !block && !given.empty?
    if given.empty?
      return nil if items.empty?
      memo = items.first
      items = items.drop(1)
    else
      memo = given[0]
    end
    for item in items
      memo = block ? block.call(memo, item) : memo.send(name, item)
    end
    memo
  end

  def inject(*given, &block) = reduce(*given, &block)

  def sum(start = 0)
    total = start
    for item in to_a
      total += block_given? ? yield(item) : item
    end
    total
  end

  def count(*wanted)
    return to_a.length if wanted.empty? && !block_given?
    number = 0
    for item in to_a
      number += 1 if wanted.empty? ? yield(item) : item == wanted[0]
    end
    number
  end

  def all?(*pattern)
    for item in to_a
      good = pattern.empty? ? (block_given? ? yield(item) : item) : pattern[0] === item
      return false unless good
    end
    true
  end

  def any?(*pattern)
    for item in to_a
      good = pattern.empty? ? (block_given? ? yield(item) : item) : pattern[0] === item
      return true if good
    end
    false
  end

  def none?(*pattern, &block) = !any?(*pattern, &block)

  def one?(&block) = (block ? select(&block) : to_a.compact).length == 1

  def min(*count, &block)
    sorted = block ? to_a.sort(&block) : to_a.sort
    count.empty? ? sorted.first : sorted.first(count[0])
  end

  def max(*count, &block)
    sorted = (block ? to_a.sort(&block) : to_a.sort).reverse
    count.empty? ? sorted.first : sorted.first(count[0])
  end

  def minmax = [min, max]

  def sort(&block) = to_a.sort(&block)

  def sort_by(&block)
    return Enumerator.new(self, :sort_by) unless block
    items = to_a
    items.send(:"%sorted", items.map(&block))
  end

  def min_by(*count, &block)
    sorted = sort_by(&block)
    count.empty? ? sorted.first : sorted.first(count[0])
  end

  def max_by(*count)
    return sort_by { |item| yield(item) }.reverse.first(count[0]) unless count.empty?
    best = nil
    best_key = nil
    none = true
    for item in to_a
      key = yield(item)
      if none || (key <=> best_key) > 0
        best = item
        best_key = key
        none = false
      end
    end
    best
  end

  def group_by
    groups = {}
    for item in to_a
      key = yield(item)
      groups[key] = [] unless groups.key?(key)
      groups[key].push(item)
    end
    groups
  end

  def partition
    yes = []
    no = []
    for item in to_a
      yield(item) ? yes.push(item) : no.push(item)
    end
    [yes, no]
  end

  def tally
    counts = {}
    for item in to_a
      counts[item] = (counts[item] || 0) + 1
    end
    counts
  end

  def each_slice(size)
    slices = []
    slice = []
    for item in to_a
      slice.push(item)
      if slice.length == size
        slices.push(slice)
        slice = []
      end
    end
    slices.push(slice) unless slice.empty?
    return Enumerator.new(slices, :each) unless block_given?
    for slice in slices
      yield slice
    end
    self
  end

  def each_cons(size)
    items = to_a
    groups = []
    at = 0
    while at + size <= items.length
      groups.push(items[at, size])
      at += 1
    end
    return Enumerator.new(groups, :each) unless block_given?
    for group in groups
      yield group
    end
    self
  end

  def chunk_while
    groups = []
    for item in to_a
      if groups.empty? || !yield(groups.last.last, item)
        groups.push([item])
      else
        groups.last.push(item)
      end
    end
    groups
  end

  def zip(*others)
    others = others.map { |other| other.to_a }
    at = -1
    map do |item|
      at += 1
      [item] + others.map { |other| other[at] }
    end
  end

  def reverse_each(&block)
    to_a.reverse.each(&block)
    self
  end

  def cycle(times = nil)
    return Enumerator.new(self, :cycle, *[times].compact) unless block_given?
    round = 0
    while times.nil? || round < times
      for item in to_a
        yield item
      end
      round += 1
    end
    nil
  end

  def to_h(&block) = to_a.to_h(&block)

  def to_set = Set.new(to_a)

  def uniq(&block)
    return to_a.send(:"%uniq") unless block
    seen = {}
    for item in to_a
      key = block.call(item)
      seen[key] = item unless seen.key?(key)
    end
    seen.values
  end

  def lazy = Layercake.unsimulated("a lazy enumerator")
  def force = to_a
  def each_index(&block) = (0...to_a.length).each(&block)
end

class Enumerator
  include Enumerable

  def initialize(object = nil, name = :each, *given, &block)
    Layercake.unsimulated("an Enumerator with a block") if block
    @object = object
    @name = name
    @given = given
  end

  def each(&block)
    return self unless block
    @object.send(@name, *@given, &block)
  end

  def with_index(start = 0)
    at = start - 1
    unless block_given?
      pairs = to_a.map { |item| [item, at += 1] }
      return Enumerator.new(pairs, @name == :each_with_index ? :each : @name)
    end
    @object.send(@name, *@given) do |*items|
      at += 1
      yield(items.length == 1 ? items[0] : items, at)
    end
  end

  def each_with_index(&block) = with_index(0, &block)

  def with_object(memo)
    @object.send(@name, *@given) { |item| yield item, memo }
    memo
  end

  def size = to_a.length

  def first(*count)
    wanted = count.empty? ? 1 : count[0]
    all = []
    return count.empty? ? nil : all if wanted == 0
    each do |*items|
      all.push(items.length == 1 ? items[0] : items)
      break if all.length >= wanted
    end
    count.empty? ? all[0] : all
  end

  def take(count) = first(count)

  def next
    @at = (@at || -1) + 1
    items = @items ||= to_a
    raise StopIteration, "iteration reached an end" if @at >= items.length
    items[@at]
  end

  def rewind
    @at = nil
    self
  end

  def inspect = "#<Enumerator: #{@object.inspect}:#{@name}>"
end

module Comparable
  def ==(other) = equal?(other) || (self <=> other) == 0
  def <(other) = (self <=> other) < 0
  def >(other) = (self <=> other) > 0
  def <=(other) = (self <=> other) <= 0
  def >=(other) = (self <=> other) >= 0
  def between?(low, high) = self >= low && self <= high

  def clamp(low, high = nil)
    low, high = low.first, low.last if high.nil?
    return low if self < low
    return high if self > high
    self
  end
end
