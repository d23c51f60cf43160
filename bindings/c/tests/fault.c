/* Has the library write behind the end of a buffer. The instrumented one must stop the program. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sealroll_planted_fault(uint8_t *bytes, size_t length);

int main(int count, char **arguments) {
  uint8_t *bytes = calloc(16, 1);
  if (bytes == NULL) {
    return 2;
  }
  (void)arguments;
  sealroll_planted_fault(bytes, count > 1 ? 15 : 16);
  printf("not detected\n");
  free(bytes);
  return 0;
}
