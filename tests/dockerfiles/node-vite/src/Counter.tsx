import { useState } from 'react'

type Properties = { start: number }

export default function Counter({ start }: Properties) {
  const [count, setCount] = useState(start)
  return <button onClick={() => setCount(count + 1)}>{count}</button>
}
