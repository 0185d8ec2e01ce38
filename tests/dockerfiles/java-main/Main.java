import java.util.*;
import java.util.stream.Collectors;

interface Shape { double area(); default String describe() { return "Shape of area " + area(); } }

abstract class Base implements Shape {
    protected String name;
    private static int count = 0;
    Base(String name) { this.name = name; count++; }
    public static int getCount() { return count; }
    @Override public String toString() { return name + "[" + String.format("%.2f", area()) + "]"; }
}

class Circle extends Base {
    private final double radius;
    Circle(double radius) { super("Circle"); this.radius = radius; }
    public double area() { return Math.PI * radius * radius; }
}

class Square extends Base {
    private int side = 2;
    Square() { this(3); }
    Square(int side) { super("Square"); this.side = side; }
    public double area() { return side * side; }
}

record Person(String name, int age) {}

enum Color { RED, GREEN, BLUE; Color next() { return values()[(ordinal() + 1) % values().length]; } }

public class Main {
    static final String GREETING = "Hello";
    static int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
    static int sum(int... xs) { int t = 0; for (int x : xs) t += x; return t; }

    public static void main(String[] args) throws Exception {
        System.out.println(GREETING + ", World! " + 42 + " " + 3.0 + " " + 'c' + " " + true + null);
        List<Shape> shapes = new ArrayList<>();
        shapes.add(new Circle(1.5));
        shapes.add(new Square());
        for (Shape s : shapes) System.out.println(s + " " + s.describe());
        System.out.println(Base.getCount() + " " + fib(15) + " " + sum(1, 2, 3) + " " + 7 / 2 + " " + -7 % 3 + " " + 7 / 2.0);
        Map<String, Integer> counts = new HashMap<>();
        for (String w : "the quick the lazy the dog".split(" ")) counts.merge(w, 1, Integer::sum);
        System.out.println(counts);
        System.out.println(new TreeMap<>(counts));
        Person p = new Person("Ann", 30);
        System.out.println(p + " " + p.name() + " " + p.equals(new Person("Ann", 30)));
        Color c = Color.BLUE;
        switch (c) {
            case RED: System.out.println("r"); break;
            case BLUE: System.out.println("b " + c.next());
            default: System.out.println("fall");
        }
        String kind = switch (c) { case RED -> "warm"; case GREEN, BLUE -> "cold"; };
        System.out.println(kind);
        List<Integer> nums = Arrays.asList(5, 3, 8, 1);
        System.out.println(nums.stream().filter(n -> n > 2).map(n -> n * n).sorted().collect(Collectors.toList()));
        System.out.println(nums.stream().mapToInt(Integer::intValue).sum());
        int[] arr = {4, 2, 9};
        Arrays.sort(arr);
        System.out.println(Arrays.toString(arr) + arr.length);
        try {
            System.out.println(arr[5]);
        } catch (ArrayIndexOutOfBoundsException e) {
            System.out.println("caught " + e.getMessage());
        } finally {
            System.out.println("finally");
        }
        StringBuilder sb = new StringBuilder();
        for (int i = 0, j = 10; i < 3; i++, j--) sb.append(i).append(':').append(j).append(' ');
        System.out.println(sb.toString().trim());
        Runnable r = () -> System.out.println("run " + args.length);
        r.run();
        Comparator<String> byLen = new Comparator<String>() {
            @Override public int compare(String a, String b) { return a.length() - b.length(); }
        };
        List<String> words = new ArrayList<>(List.of("ccc", "a", "bb"));
        words.sort(byLen);
        System.out.println(words + " " + String.join("-", words));
        Object o = words;
        if (o instanceof String s && s.length() > 1) System.out.println("s"); else System.out.println("not s");
        char ch = 'a'; ch++;
        System.out.printf("%d %s %5.1f %-5s| %c%n", 3, "x", 2.55, "ab", ch);
        String text = """
            Hi
              there""";
        System.out.println(text);
        int hash = 7;
        for (char k : "hello world".toCharArray()) hash = hash * 31 + k;
        System.out.println(hash + " " + "hello".hashCode());
        String env = System.getenv().getOrDefault("NAME", "nobody");
        System.out.println("env " + env);
        throw new IllegalStateException("done");
    }
}
