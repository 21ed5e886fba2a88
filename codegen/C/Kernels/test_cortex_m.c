/* Start of the test on an emulated Cortex-M: initial stack and reset vector, at address 0. newlib's start-up file and semihosting do the rest. */
extern void _start(void);
extern void (*const test_vector_table[2])(void);
__attribute__((section(".vectors"), used)) void (*const test_vector_table[2])(void) = {(void (*)(void))0x00400000, _start};
