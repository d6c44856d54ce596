(define (hot n) (let loop ((i 0) (s 0)) (if (= i n) s (loop (+ i 1) (+ s (modulo i 7))))))
(define (total k acc) (if (= k 0) acc (total (- k 1) (+ acc (hot 10000)))))
(display "result ") (display (total 300 0)) (newline)
