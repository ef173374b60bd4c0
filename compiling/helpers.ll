; What compiled code calls and nobody else would bring: exact for every double, as tests/kernel/test_exact.py says.
; A double is a sign, 11 bits of exponent (0: zero or subnormal, 2047: infinite or no number) and 52 bits of fraction.

declare double @llvm.sqrt.f64(double)

define double @sqrt(double %x) {
  %root = call double @llvm.sqrt.f64(double %x)
  ret double %root
}

; x = m * 2**e with 1/2 <= m < 1. What has no such form is given back as it is, with e = 0.
define double @numba_frexp(double %x, ptr %e) {
  %bits = bitcast double %x to i64
  %magnitude = and i64 %bits, 9223372036854775807
  %is_zero = icmp eq i64 %magnitude, 0
  %is_endless = icmp uge i64 %magnitude, 9218868437227405312
  %is_formless = or i1 %is_zero, %is_endless
  br i1 %is_formless, label %formless, label %formed

formless:
  store i32 0, ptr %e
  ret double %x

formed:
  %is_subnormal = icmp ult i64 %magnitude, 4503599627370496
  %times = fmul double %x, 0x4350000000000000 ; 2**54: a subnormal becomes normal
  %normal = select i1 %is_subnormal, double %times, double %x
  %less = select i1 %is_subnormal, i64 1076, i64 1022
  %normal_bits = bitcast double %normal to i64
  %shifted = lshr i64 %normal_bits, 52
  %exponent = and i64 %shifted, 2047
  %wide = sub i64 %exponent, %less
  %narrow = trunc i64 %wide to i32
  store i32 %narrow, ptr %e
  %rest = and i64 %normal_bits, -9218868437227405313
  %half = or i64 %rest, 4602678819172646912
  %m = bitcast i64 %half to double
  ret double %m
}

; x * 2**e, rounded once. In steps, of which all but the last are exact: up to three, for a subnormal may become huge.
define double @numba_ldexp(double %x, i32 %e) {
  %up_1 = call { double, i32 } @step_up(double %x, i32 %e)
  %x_1 = extractvalue { double, i32 } %up_1, 0
  %e_1 = extractvalue { double, i32 } %up_1, 1
  %up_2 = call { double, i32 } @step_up(double %x_1, i32 %e_1)
  %x_2 = extractvalue { double, i32 } %up_2, 0
  %e_2 = extractvalue { double, i32 } %up_2, 1
  %most = call i32 @llvm.smin.i32(i32 %e_2, i32 1023)
  %down_1 = call { double, i32 } @step_down(double %x_2, i32 %most)
  %x_3 = extractvalue { double, i32 } %down_1, 0
  %e_3 = extractvalue { double, i32 } %down_1, 1
  %down_2 = call { double, i32 } @step_down(double %x_3, i32 %e_3)
  %x_4 = extractvalue { double, i32 } %down_2, 0
  %e_4 = extractvalue { double, i32 } %down_2, 1
  %least = call i32 @llvm.smax.i32(i32 %e_4, i32 -1022)
  %biased = add i32 %least, 1023
  %wide = zext i32 %biased to i64
  %power_bits = shl i64 %wide, 52
  %power = bitcast i64 %power_bits to double
  %y = fmul double %x_4, %power
  ret double %y
}

declare i32 @llvm.smin.i32(i32, i32)
declare i32 @llvm.smax.i32(i32, i32)

define internal { double, i32 } @step_up(double %x, i32 %e) {
  %too_far = icmp sgt i32 %e, 1023
  %times = fmul double %x, 0x7FE0000000000000 ; 2**1023
  %left = sub i32 %e, 1023
  %y = select i1 %too_far, double %times, double %x
  %f = select i1 %too_far, i32 %left, i32 %e
  %one = insertvalue { double, i32 } poison, double %y, 0
  %both = insertvalue { double, i32 } %one, i32 %f, 1
  ret { double, i32 } %both
}

; By 2**-969 alone: what is left is then small enough that the last step rounds, and no step before it.
define internal { double, i32 } @step_down(double %x, i32 %e) {
  %too_far = icmp slt i32 %e, -1022
  %times = fmul double %x, 0x0360000000000000 ; 2**-969
  %left = add i32 %e, 969
  %y = select i1 %too_far, double %times, double %x
  %f = select i1 %too_far, i32 %left, i32 %e
  %one = insertvalue { double, i32 } poison, double %y, 0
  %both = insertvalue { double, i32 } %one, i32 %f, 1
  ret { double, i32 } %both
}
