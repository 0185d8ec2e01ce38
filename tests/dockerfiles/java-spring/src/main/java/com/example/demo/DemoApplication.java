package com.example.demo;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.*;
import java.util.Map;

@SpringBootApplication
@RestController
public class DemoApplication {

    @RequestMapping("/")
    public String home() {
        return "Hello Docker World";
    }

    @GetMapping("/hello/{name}")
    public Map<String, Object> hello(@PathVariable String name, @RequestParam(defaultValue = "1") int n) {
        return Map.of("message", "Hello " + name, "n", n);
    }

    public static void main(String[] args) {
        SpringApplication.run(DemoApplication.class, args);
    }
}
