# Arrays, hashes, ranges, sets.

class Array
  include Enumerable

  def each
    return Enumerator.new(self, :each) unless block_given?
    for item in self
      yield item
    end
    self
  end

  def map!(&block) = replace(map(&block))
  def collect!(&block) = replace(map(&block))
  def select!(&block) = replace(select(&block))
  def keep_if(&block) = replace(select(&block))
  def reject!(&block) = replace(reject(&block))
  def delete_if(&block) = replace(reject(&block))
  def sort!(&block) = replace(sort(&block))
  def sort_by!(&block) = replace(sort_by(&block))
  def reverse! = replace(reverse)
  def uniq!(&block) = replace(uniq(&block))
  def compact! = replace(compact)
  def flatten!(*depth) = replace(flatten(*depth))
  def shuffle! = replace(shuffle)
  def index(*wanted, &block) = wanted.empty? ? find_index(&block) : send(:"%index", *wanted)
  def find_index(*wanted, &block) = wanted.empty? ? super : send(:"%index", *wanted)
  def slice(*place) = self[*place]
  def at(place) = self[place]
  def count(*wanted, &block) = wanted.empty? && !block ? length : super
  def sum(start = 0, &block) = super
  def none?(*pattern, &block) = super
  def values_at(*places) = places.map { |place| self[place] }
  def difference(*others) = others.reduce(self) { |all, other| all - other }
  def union(*others) = others.reduce(self) { |all, other| all | other }
  def intersection(*others) = others.reduce(self) { |all, other| all & other }
  def intersect?(other) = !(self & other).empty?
  def filter!(&block) = replace(select(&block))
  def pack(_format) = Layercake.unsimulated("pack")
  def to_s = inspect
  def assoc(key) = find { |pair| pair[0] == key }

  def fetch(place, *default)
    at = place < 0 ? place + length : place
    return self[at] if at >= 0 && at < length
    return yield(place) if block_given?
    return default[0] unless default.empty?
    raise IndexError, "index #{place} outside of array bounds: #{-length}...#{length}"
  end

  def []=(place, *rest)
    Layercake.unsimulated("an assignment to a part of an array")
  end

  def fill(value)
    replace([value] * length)
  end

  def product(*others)
    others.reduce(map { |item| [item] }) do |all, other|
      all.flat_map { |begun| other.map { |item| begun + [item] } }
    end
  end

  def combination(size)
    all = size == 0 ? [[]] : []
    if size > 0
      each_with_index do |item, at|
        drop(at + 1).combination(size - 1).each { |rest| all.push([item] + rest) }
      end
    end
    all
  end

  def permutation(size = length)
    return [[]] if size == 0
    all = []
    each_with_index do |item, at|
      rest = self[0, at] + drop(at + 1)
      rest.permutation(size - 1).each { |more| all.push([item] + more) }
    end
    all
  end

  def each_index(&block) = (0...length).each(&block)

  def bsearch
    find { |item| yield(item) }
  end
end

class Hash
  include Enumerable

  def each
    return Enumerator.new(self, :each) unless block_given?
    for pair in self
      yield pair
    end
    self
  end

  def each_pair(&block) = each(&block)

  def each_key(&block)
    keys.each(&block)
    self
  end

  def each_value(&block)
    values.each(&block)
    self
  end

  def select
    all = {}
    for key, value in self
      all[key] = value if yield(key, value)
    end
    all
  end

  def filter(&block) = select(&block)

  def reject
    all = {}
    for key, value in self
      all[key] = value unless yield(key, value)
    end
    all
  end

  def replace(other)
    entries = other.to_a
    clear
    for key, value in entries
      self[key] = value
    end
    self
  end

  def select!(&block) = replace(select(&block))
  def keep_if(&block) = replace(select(&block))
  def reject!(&block) = replace(reject(&block))
  def delete_if(&block) = replace(reject(&block))

  def partition
    yes = []
    no = []
    for key, value in self
      yield(key, value) ? yes.push([key, value]) : no.push([key, value])
    end
    [yes, no]
  end

  def transform_values
    all = {}
    for key, value in self
      all[key] = yield(value)
    end
    all
  end

  def transform_keys(names = nil)
    all = {}
    for key, value in self
      all[names ? names.fetch(key, key) : yield(key)] = value
    end
    all
  end

  def transform_values!(&block) = replace(transform_values(&block))
  def transform_keys!(&block) = replace(transform_keys(&block))
  def value?(wanted) = values.include?(wanted)
  def has_value?(wanted) = values.include?(wanted)
  def key(wanted) = keys.find { |key| self[key] == wanted }
  def values_at(*wanted) = wanted.map { |key| self[key] }
  def fetch_values(*wanted) = wanted.map { |key| fetch(key) }
  def count(*wanted, &block) = wanted.empty? && !block ? length : super
  def first(*count) = count.empty? ? to_a.first : to_a.first(count[0])
  def invert = map { |key, value| [value, key] }.to_h
  def compact = reject { |_key, value| value.nil? }
  def sum(start = 0, &block) = to_a.sum(start, &block)
  def filter_map(&block) = to_a.filter_map(&block)
  def group_by(&block) = to_a.group_by(&block)
  def to_s = inspect
  def any?(*pattern, &block) = pattern.empty? && !block ? !empty? : super
  def shift = empty? ? nil : [keys.first, delete(keys.first)]
  def sort_by(&block) = to_a.sort_by(&block)
  def min_by(*count, &block) = to_a.min_by(*count, &block)
  def max_by(*count, &block) = to_a.max_by(*count, &block)
  def deconstruct_keys(_keys) = self
end

class Range
  include Enumerable

  attr_reader :first, :last

  def initialize(first, last, exclusive = false)
    @first = first
    @last = last
    @exclusive = exclusive
  end

  def begin = @first
  def end = @last
  def exclude_end? = @exclusive

  def first(*count)
    return @first if count.empty?
    all = []
    item = @first
    while all.length < count[0] && (@last.nil? || inside?(item))
      all.push(item)
      item = item.succ
    end
    all
  end

  def last(*count) = count.empty? ? @last : to_a.last(count[0])

  def each
    return Enumerator.new(self, :each) unless block_given?
    raise TypeError, "can't iterate from #{@first.class}" unless @first.respond_to?(:succ)
    item = @first
    if @last.is_a?(String)
      to_a.each { |text| yield text }
    else
      while @last.nil? || inside?(item)
        yield item
        item = item.succ
      end
    end
    self
  end

  def inside?(item) = @exclusive ? item < @last : item <= @last

  def to_a
    raise RangeError, "cannot convert endless range to an array" if @last.nil?
    raise TypeError, "can't iterate from #{@first.class}" unless @first.respond_to?(:succ)
    all = []
    item = @first
    if @last.is_a?(String)
      while item.length <= @last.length
        break if @exclusive && item == @last
        all.push(item)
        break if item == @last
        item = item.succ
      end
    else
      while inside?(item)
        all.push(item)
        item = item.succ
      end
    end
    all
  end

  def include?(item)
    return false if item.nil? || !@first.nil? && (@first <=> item).nil?
    (@first.nil? || @first <= item) && (@last.nil? || inside?(item))
  end

  def ===(item) = include?(item)
  def cover?(item) = include?(item)
  def member?(item) = include?(item)
  def min(*count, &block) = count.empty? && !block ? (@first > @last ? nil : @first) : super
  def size = @last.nil? ? Float::INFINITY : [(@exclusive ? @last - @first : @last - @first + 1), 0].max
  def count(*wanted, &block) = wanted.empty? && !block && @first.is_a?(Integer) ? size : super
  def sum(start = 0, &block) = super

  def step(by = 1)
    all = []
    item = @first
    while @last.nil? || inside?(item)
      return all if @last.nil? && !block_given?
      block_given? ? yield(item) : all.push(item)
      item += by
    end
    block_given? ? self : all
  end

  def %(by) = step(by)
  def to_s = "#{@first}#{@exclusive ? "..." : ".."}#{@last}"

  def inspect
    first = @first.nil? ? "" : @first.inspect
    last = @last.nil? ? "" : @last.inspect
    "#{first}#{@exclusive ? "..." : ".."}#{last}"
  end

  def ==(other) = other.is_a?(Range) && to_s == other.to_s
  def hash = to_s.hash
end

class Set
  include Enumerable

  def self.[](*items) = new(items)

  def initialize(items = [])
    @all = {}
    for item in items.to_a
      @all[item] = true
    end
  end

  def add(item)
    @all[item] = true
    self
  end

  def <<(item) = add(item)

  def add?(item)
    return nil if @all.key?(item)
    add(item)
  end

  def delete(item)
    @all.delete(item)
    self
  end

  def include?(item) = @all.key?(item)
  def member?(item) = @all.key?(item)
  def ===(item) = @all.key?(item)
  def contain?(item) = @all.key?(item)
  def each(&block)
    to_a.each(&block)
    self
  end
  def to_a = @all.keys
  def size = @all.size
  def length = @all.size
  def count(*wanted, &block) = wanted.empty? && !block ? size : super
  def empty? = @all.empty?
  def |(other) = Set.new(to_a + other.to_a)
  def union(other) = self | other
  def merge(other)
    other.to_a.each { |item| add(item) }
    self
  end
  def &(other) = Set.new(to_a & other.to_a)
  def intersection(other) = self & other
  def -(other) = Set.new(to_a - other.to_a)
  def difference(other) = self - other
  def subset?(other) = all? { |item| other.include?(item) }
  def superset?(other) = other.subset?(self)
  def disjoint?(other) = (self & other).empty?
  def intersect?(other) = !disjoint?(other)
  def ==(other) = other.is_a?(Set) && size == other.size && subset?(other)
  def to_set = self
  def dup = Set.new(to_a)
  def hash = to_a.hash

  def inspect
    inner = to_a.map(&:inspect).join(", ")
    RUBY_VERSION.to_f >= 4 || RUBY_VERSION.start_with?("3.5") ? "Set[#{inner}]" : "#<Set: {#{inner}}>"
  end

  def to_s = inspect
end
