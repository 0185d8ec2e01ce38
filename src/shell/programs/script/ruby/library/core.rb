# The classes that every program has, as far as they are in Ruby.

class Object
  include Kernel

  def tap
    yield self
    self
  end

  def then = yield(self)
  def yield_self = yield(self)
  def !~(other) = !(self =~ other)
  def instance_variable_defined?(name) = instance_variables.include?(name.to_sym)
  def singleton_class = self.class
  def display = print(self)
  def enum_for(name = :each, *given) = Enumerator.new(self, name, *given)
  def to_enum(name = :each, *given) = Enumerator.new(self, name, *given)

  def loop
    return Enumerator.new(self, :loop) unless block_given?
    begin
      while true
        yield
      end
    rescue StopIteration
      nil
    end
  end

  def catch(tag = Object.new)
    yield tag
  rescue UncaughtThrowError => error
    raise unless error.tag == tag
    error.value
  end

  def throw(tag, value = nil)
    error = UncaughtThrowError.new("uncaught throw #{tag.inspect}")
    error.tag = tag
    error.value = value
    raise error
  end
end

class UncaughtThrowError
  attr_accessor :tag, :value
end

class SystemExit
  def status = @status
  def success? = @status == 0
end

class KeyError
  attr_reader :key, :receiver
end

class NameError
  attr_reader :name
end

class StopIteration
  def result = nil
end

class NilClass
  def to_a = []
  def to_h = {}
  def to_i = 0
  def to_f = 0.0
  def to_s = ""
  def inspect = "nil"
  def &(_other) = false
  def |(other) = other ? true : false
end

class TrueClass
  def &(other) = other ? true : false
  def |(_other) = true
  def ^(other) = !other
end

class FalseClass
  def &(_other) = false
  def |(other) = other ? true : false
  def ^(other) = other ? true : false
end

class Numeric
  include Comparable

  def step(limit = nil, by = 1, to: nil)
    limit = to unless to.nil?
    return Enumerator.new(self, :step, limit, by) unless block_given?
    value = self
    while limit.nil? || (by > 0 ? value <= limit : value >= limit)
      yield value
      value += by
    end
    self
  end

  def nonzero? = zero? ? nil : self
  def coerce(other) = [Float(other), Float(self)]
  def dup = self
end

class Integer
  MAX = 9223372036854775807

  def times
    return Enumerator.new(0...self, :each) unless block_given?
    at = 0
    while at < self
      yield at
      at += 1
    end
    self
  end

  def upto(last)
    return Enumerator.new(self..last, :each) unless block_given?
    at = self
    while at <= last
      yield at
      at += 1
    end
    self
  end

  def downto(last)
    return Enumerator.new((last..self).to_a.reverse, :each) unless block_given?
    at = self
    while at >= last
      yield at
      at -= 1
    end
    self
  end

  def lcm(other) = self * other / gcd(other)
end

class Float
  INFINITY = 1.0 / 0
  NAN = 0.0 / 0
  EPSILON = 2.220446049250313e-16
  MAX = 1.7976931348623157e+308
  MIN = 2.2250738585072014e-308
end

module Math
  PI = 3.141592653589793
  E = 2.718281828459045
end

class String
  include Comparable

  def self.new(text = "", **_options) = text

  def each_char(&block)
    return Enumerator.new(chars, :each) unless block
    chars.each(&block)
    self
  end

  def each_line(&block)
    return Enumerator.new(lines, :each) unless block
    lines.each(&block)
    self
  end

  def each_byte(&block) = bytes.each(&block)

  def upto(last)
    item = self
    while item.length <= last.length
      yield item
      return self if item == last
      item = item.succ
    end
    self
  end

  def eql?(other) = self == other
  def sum = bytes.sum
end

class Symbol
  include Comparable

  def to_proc
    name = self
    ->(one, *rest) { one.send(name, *rest) }
  end

  def start_with?(*parts) = to_s.start_with?(*parts)
  def end_with?(*parts) = to_s.end_with?(*parts)
  def empty? = to_s.empty?
end

class Proc
  def self.new(&block) = block

  def to_proc = self
  def arity = Layercake.arity(self)
  def lambda? = Layercake.lambda?(self)

  def curry(count = arity, given = [])
    function = self
    lambda do |*more|
      all = given + more
      all.length >= count ? function.call(*all) : function.curry(count, all)
    end
  end

  def >>(other)
    function = self
    ->(*given) { other.call(function.call(*given)) }
  end

  def <<(other)
    function = self
    ->(*given) { function.call(other.call(*given)) }
  end
end
