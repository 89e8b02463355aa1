from mpmath import *
mp.dps=40
def fit(name,f,a,b,n):
    p,e=chebyfit(f,[a,b],n,error=True)
    print(name, nstr(e,5)); print('   ', ', '.join(nstr(c,10)+'f' for c in p), '(highest first)')
L=log(2)/2*mpf('1.01')
fit('exp: (e^r-1-r)/r^2', lambda r: (exp(r)-1-r)/r**2 if abs(r)>1e-9 else mpf(1)/2+r/6, -L, L, 5)
fit('exp6', lambda r: (exp(r)-1-r)/r**2 if abs(r)>1e-9 else mpf(1)/2+r/6, -L, L, 6)
def lg(f):
    if abs(f)<1e-9: return mpf(1)/3-f/4
    return (log(1+f)-f+f*f/2)/f**3
for n in (8,9): fit('log%d'%n, lg, sqrt(mpf(.5))-1, sqrt(mpf(2))-1, n)
def th(z):
    x=sqrt(z)
    if z<1e-12: return -mpf(1)/3+2*z/15
    return (tanh(x)/x-1)/z
for n in (5,6): fit('tanh%d'%n, th, 0, mpf('0.625')**2, n)
def er(s):
    x=sqrt(s)
    if s<1e-12: return 2/sqrt(pi)-1-s*2/sqrt(pi)/3
    return erf(x)/x-1
for n in (6,7): fit('erf small%d'%n, er, 0, mpf('0.95')**2, n)
# big: erfc(t) = exp(-t*(1+q(t)))  q(t) = -log(erfc(t))/t - 1
def eb(t): return -log(erfc(t))/t - 1
for n in (7,8,9): fit('erf big%d'%n, eb, mpf('0.9'), mpf('4.0'), n)
print(nstr(log(2),20), nstr(1/log(2),12))
