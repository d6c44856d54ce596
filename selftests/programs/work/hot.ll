@format = constant [11 x i8] c"result %d\0A\00"
declare i32 @printf(i8*, ...)
define i32 @hot(i32 %n) {
entry:
  br label %loop
loop:
  %i = phi i32 [ 0, %entry ], [ %i2, %loop ]
  %s = phi i32 [ 0, %entry ], [ %s2, %loop ]
  %m = srem i32 %i, 7
  %s2 = add i32 %s, %m
  %i2 = add i32 %i, 1
  %end = icmp eq i32 %i2, %n
  br i1 %end, label %out, label %loop
out:
  ret i32 %s2
}
define i32 @main() {
entry:
  br label %loop
loop:
  %k = phi i32 [ 0, %entry ], [ %k2, %loop ]
  %t = phi i32 [ 0, %entry ], [ %t2, %loop ]
  %h = call i32 @hot(i32 10000)
  %t2 = add i32 %t, %h
  %k2 = add i32 %k, 1
  %end = icmp eq i32 %k2, 300
  br i1 %end, label %out, label %loop
out:
  call i32 (i8*, ...) @printf(i8* getelementptr ([11 x i8], [11 x i8]* @format, i32 0, i32 0), i32 %t2)
  ret i32 0
}
