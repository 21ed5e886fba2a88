# make: the library. make test: every output against recorded ones. make trace: every layer too. make size: bytes of code and constants.
NAME = NAME_HERE
CFLAGS ?= -O2
STANDARD = -std=c99 -Wall -Wextra -Werror -pedantic -ffunction-sections -fdata-sections
SOURCES = $(NAME).c $(NAME)_weights.c qcc_kernels.c
HEADERS = $(NAME).h $(NAME)_weights.h qcc_kernels.h
RUN =
SIZE = size

lib$(NAME).a: $(SOURCES:.c=.o)
	$(AR) rcs $@ $^

%.o: %.c $(HEADERS)
	$(CC) $(STANDARD) $(CFLAGS) -c $< -o $@

$(NAME)_test: $(SOURCES) $(HEADERS) test.c test_vectors.c test_vectors.h
	$(CC) $(STANDARD) $(CFLAGS) -DQCC_TRACE $(SOURCES) test.c test_vectors.c $(LDFLAGS) -o $@

test: $(NAME)_test
	$(RUN) ./$(NAME)_test

trace: $(NAME)_test
	$(RUN) ./$(NAME)_test --trace

size: $(SOURCES:.c=.o)
	$(SIZE) $^

clean:
	rm -f *.o lib$(NAME).a $(NAME)_test

.PHONY: test trace size clean
