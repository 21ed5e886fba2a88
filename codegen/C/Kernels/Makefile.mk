# make: the library. make test: every output against recorded ones. make trace: every layer too. make size: bytes of code and constants.
# make cortex-m4, make riscv64: size and trace with a cross compiler, under qemu.
NAME = NAME_HERE
CFLAGS ?= -O2
STANDARD = -std=c99 -Wall -Wextra -Werror -pedantic -ffunction-sections -fdata-sections
SOURCES = $(NAME).c $(NAME)_weights.c qcc_kernels.c
HEADERS = $(NAME).h $(NAME)_weights.h qcc_kernels.h
TEST = -DQCC_TRACE $(SOURCES) test.c test_vectors.c
SIZE = size
QEMU_ARM = qemu-system-arm -M mps2-an386 -nographic -monitor none -serial none

lib$(NAME).a: $(SOURCES:.c=.o)
	$(AR) rcs $@ $^

%.o: %.c $(HEADERS)
	$(CC) $(STANDARD) $(CFLAGS) -c $< -o $@

$(NAME)_test: $(SOURCES) $(HEADERS) test.c test_vectors.c test_vectors.h
	$(CC) $(STANDARD) $(CFLAGS) $(TEST) $(LDFLAGS) -o $@

test: $(NAME)_test
	$(RUN) ./$(NAME)_test

trace: $(NAME)_test
	$(RUN) ./$(NAME)_test --trace

size: $(SOURCES:.c=.o)
	$(SIZE) $^

cortex-m4:
	arm-none-eabi-gcc $(STANDARD) -mcpu=cortex-m4 -mthumb -Os $(TEST) test_cortex_m.c --specs=rdimon.specs -Wl,--section-start=.vectors=0 -o $(NAME)_cortex_m4
	for source in $(SOURCES); do arm-none-eabi-gcc $(STANDARD) -mcpu=cortex-m4 -mthumb -Os -c $$source -o $${source%.c}_cortex_m4.o || exit 1; done
	arm-none-eabi-size $(SOURCES:.c=_cortex_m4.o)
	$(QEMU_ARM) -semihosting-config enable=on,target=native,arg=test,arg=--trace -kernel $(NAME)_cortex_m4

riscv64:
	riscv64-linux-gnu-gcc $(STANDARD) -O2 -static $(TEST) -o $(NAME)_riscv64
	qemu-riscv64 ./$(NAME)_riscv64 --trace

clean:
	rm -f *.o lib$(NAME).a $(NAME)_test $(NAME)_cortex_m4 $(NAME)_riscv64

.PHONY: test trace size cortex-m4 riscv64 clean
