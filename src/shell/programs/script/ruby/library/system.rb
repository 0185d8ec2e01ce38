# Time, processes, threads as far as one at a time shows them, and what Ruby says of itself.

class Time
  include Comparable

  attr_reader :nanos

  def self.now = at_nanos(Layercake.now)

  def self.at_nanos(nanos)
    time = allocate
    time.instance_variable_set(:@nanos, nanos)
    time
  end

  def self.at(seconds) = at_nanos((seconds * 1_000_000_000).to_i)

  def self.utc(year, month = 1, day = 1, hour = 0, minute = 0, second = 0)
    text = format("%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day, hour, minute, second)
    seconds = Layercake.seconds(text)
    raise ArgumentError, "argument out of range" if seconds.nil?
    at(seconds)
  end

  def self.new(*parts) = parts.empty? ? now : utc(*parts)
  def self.mktime(*parts) = utc(*parts)
  def self.local(*parts) = utc(*parts)
  def self.gm(*parts) = utc(*parts)

  def strftime(format) = Layercake.time(@nanos, format)
  def year = strftime("%Y").to_i
  def month = strftime("%m").to_i
  def mon = month
  def day = strftime("%d").to_i
  def mday = day
  def hour = strftime("%H").to_i
  def min = strftime("%M").to_i
  def sec = strftime("%S").to_i
  def wday = strftime("%w").to_i
  def yday = strftime("%j").to_i
  def usec = @nanos / 1000 % 1_000_000
  def nsec = @nanos % 1_000_000_000
  def to_i = @nanos / 1_000_000_000
  def to_f = @nanos / 1_000_000_000.0
  def to_r = to_f
  def utc = self
  def getutc = self
  def localtime = self
  def zone = "UTC"
  def utc_offset = 0
  def monday? = wday == 1
  def sunday? = wday == 0
  def saturday? = wday == 6
  def +(seconds) = Time.at_nanos(@nanos + (seconds * 1_000_000_000).to_i)
  def -(other) = other.is_a?(Time) ? (@nanos - other.nanos) / 1_000_000_000.0 : Time.at_nanos(@nanos - (other * 1_000_000_000).to_i)
  def <=>(other) = @nanos <=> other.nanos
  def ==(other) = other.is_a?(Time) && @nanos == other.nanos
  def to_s = strftime("%Y-%m-%d %H:%M:%S +0000")
  def inspect = strftime("%Y-%m-%d %H:%M:%S.%N +0000")
  def iso8601(digits = 0) = strftime(digits > 0 ? "%Y-%m-%dT%H:%M:%S.%LZ" : "%Y-%m-%dT%H:%M:%SZ")
  def xmlschema(digits = 0) = iso8601(digits)
  def httpdate = strftime("%a, %d %b %Y %H:%M:%S GMT")
  def ctime = strftime("%a %b %e %H:%M:%S %Y")
end

module Process
  CLOCK_MONOTONIC = 1
  CLOCK_REALTIME = 0

  def self.clock_gettime(_clock, unit = :float_second)
    case unit
    when :millisecond then Layercake.now / 1_000_000
    when :nanosecond then Layercake.now
    else Layercake.now / 1_000_000_000.0
    end
  end

  def self.pid = Layercake.pid
  def self.ppid = 0
  def self.uid = Layercake.uid
  def self.euid = Layercake.uid
end

module Signal
  def self.trap(name, &block) = trap_signal(name, block)
  def self.list = { "EXIT" => 0, "HUP" => 1, "INT" => 2, "QUIT" => 3, "KILL" => 9, "TERM" => 15 }
  def self.trap_signal(name, block) = Kernel_trap.call(name, block)
end

Kernel_trap = ->(name, block) { trap(name, &block) }

module Gem
  VERSION = "4.0.3"

  # What a gem's program is: its file here.
  def self.bin_path(_gem, program) = "bin/#{program}"
end

module GC
  def self.start = nil
  def self.stat = {}
end

class Random
  def self.rand(*limit) = Object.new.rand(*limit)
  def self.new_seed = Layercake.random
  def initialize(_seed = 0) = nil
  def rand(*limit) = super
end

class Thread
  def self.new(*given)
    thread = allocate
    thread.instance_variable_set(:@value, yield(*given))
    thread
  end

  def self.start(*given, &block) = new(*given, &block)
  def self.current = @current ||= allocate
  def self.abort_on_exception=(value)
    value
  end
  def join(_limit = nil) = self
  def value = @value
  def alive? = false
  def [](name) = (@values ||= {})[name]
  def []=(name, value)
    (@values ||= {})[name] = value
  end

  class Queue
    def initialize = @items = []
    def push(item)
      @items.push(item)
      self
    end
    def <<(item)
      @items.push(item)
      self
    end
    def pop = @items.shift
    def empty? = @items.empty?
    def size = @items.size
  end
end

class Mutex
  def synchronize = yield
  def lock = self
  def unlock = self
end

Queue = Thread::Queue
Monitor = Mutex

module Timeout
  class Error < RuntimeError; end
  def self.timeout(_seconds) = yield
end

module Etc
  def self.nprocessors = 2
  def self.getlogin = "root"
end

RUBY_ENGINE = "ruby"
RUBY_PLATFORM = "x86_64-linux"
RUBY_PATCHLEVEL = 0
RUBY_RELEASE_DATE = "2026-07-14"
RUBY_COPYRIGHT = "ruby - Copyright (C) 1993-2026 Yukihiro Matsumoto"
RUBY_DESCRIPTION = "ruby #{RUBY_VERSION} (#{RUBY_RELEASE_DATE} revision 0000000000) [x86_64-linux]"
