(defun hot (n) (let ((s 0)) (dotimes (i n) (incf s (mod i 7))) s))
(compile 'hot)
(let ((total 0)) (dotimes (k 30) (incf total (hot 10000))) (format t "result ~a~%" total))
