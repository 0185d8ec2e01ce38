package main

import (
	"fmt"
	"os"

	"example.com/warehouse/stock"
)

func main() {
	shelf := stock.New()
	shelf.Add("nails", 40)
	shelf.Add("screws", 12)
	if err := shelf.Take("nails", 50); err != nil {
		fmt.Fprintln(os.Stderr, "warehouse:", err)
		os.Exit(3)
	}
}
