import { createRoot } from 'react-dom/client'
import './look.css'
import Counter from './Counter.tsx'

createRoot(document.getElementById('root')!).render(<Counter start={3} />)
