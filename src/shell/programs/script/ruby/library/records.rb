# Values with fields.

class MatchData
  def [](name)
    return groups[name] if name.is_a?(Integer)
    place = names_with_places.index(name.to_s)
    place ? groups[place] : raise(IndexError, "undefined group name reference: #{name}")
  end

  def groups = Layercake_match(self, "groups")
  def names_with_places = Layercake_match(self, "names")
  def captures = groups.drop(1)
  def to_a = groups
  def names = names_with_places.compact
  def named_captures = names.to_h { |name| [name, self[name]] }
  def pre_match = Layercake_match(self, "before")
  def post_match = Layercake_match(self, "after")
  def begin(_group) = Layercake_match(self, "start")
  def to_s = groups[0]
  def inspect = "#<MatchData #{to_s.inspect}>"

  private

  def Layercake_match(match, field) = match.instance_variable_get(field)
end

class Struct
  include Enumerable

  def self.new(*names, keyword_init: false, **given, &block)
    return build(*names, **given) unless self == Struct
    names.shift if names[0].is_a?(String)
    made = Class.new(self)
    made.instance_variable_set(:@members, names)
    made.instance_variable_set(:@by_name, keyword_init)
    made.attr_accessor(*names)
    made.class_eval(&block) if block
    made
  end

  def self.build(*values, **given)
    object = allocate
    object.send(:initialize, *values, **given)
    object
  end

  def self.[](*values) = new(*values)
  def self.members = @members || superclass.members
  def self.by_name = @by_name.nil? ? superclass.by_name : @by_name

  def initialize(*values, **given)
    raise ArgumentError, "struct size differs" if values.length > members.length
    values = members.map { |name| given[name] } if values.empty? && !given.empty?
    members.each_with_index { |name, at| instance_variable_set("@#{name}", values[at]) }
  end

  def members = self.class.members
  def to_a = members.map { |name| instance_variable_get("@#{name}") }
  def deconstruct = to_a
  def to_h = members.to_h { |name| [name, instance_variable_get("@#{name}")] }
  def values = to_a
  def each(&block) = to_a.each(&block)
  def [](name) = name.is_a?(Integer) ? to_a[name] : instance_variable_get("@#{name}")
  def []=(name, value)
    instance_variable_set("@#{name}", value)
  end
  def ==(other) = other.class == self.class && to_a == other.to_a

  def inspect
    name = self.class.name
    name = name.nil? || name.empty? ? "" : "#{name} "
    "#<struct #{name}#{members.map { |member| "#{member}=#{self[member].inspect}" }.join(", ")}>"
  end

  def to_s = inspect
end

class Data
  def self.define(*names, &block)
    made = Class.new(self)
    made.instance_variable_set(:@members, names)
    made.attr_reader(*names)
    made.define_singleton_method(:new) do |*values, **given|
      given = names.zip(values).to_h unless values.empty?
      missing = names - given.keys
      unless missing.empty?
        raise ArgumentError, "missing keyword#{missing.length == 1 ? "" : "s"}: #{missing.map(&:inspect).join(", ")}"
      end
      object = allocate
      object.send(:initialize, **given)
      object
    end
    made.class_eval(&block) if block
    made
  end

  def self.members = @members || superclass.members

  def initialize(**given)
    given.each { |name, value| instance_variable_set("@#{name}", value) }
  end

  def to_h = self.class.members.to_h { |name| [name, instance_variable_get("@#{name}")] }
  def with(**given) = self.class.new(**to_h.merge(given))
  def ==(other) = other.class == self.class && to_h == other.to_h
  def inspect = "#<data #{self.class.name} #{to_h.map { |name, value| "#{name}=#{value.inspect}" }.join(", ")}>"
  def to_s = inspect
end

class OpenStruct
  def initialize(values = {})
    @table = {}
    values.each { |name, value| @table[name.to_sym] = value }
  end

  def method_missing(name, *given)
    text = name.to_s
    return @table[text.delete_suffix("=").to_sym] = given[0] if text.end_with?("=")
    @table[name]
  end

  def [](name) = @table[name.to_sym]
  def []=(name, value)
    @table[name.to_sym] = value
  end
  def to_h = @table
  def respond_to?(name) = @table.key?(name.to_sym)
  def inspect = "#<OpenStruct #{@table.map { |name, value| "#{name}=#{value.inspect}" }.join(", ")}>"
  def to_s = inspect
end
