variable "stage" {
  type    = string
  default = "dev"
  validation {
    condition     = contains(["dev", "prod"], var.stage)
    error_message = "dev or prod"
  }
  validation {
    condition     = length(var.stage) > 2 && can(regex("^[a-z]+$", var.stage))
    error_message = "lower case"
  }
}

resource "terraform_data" "x" {
  count = var.stage == "prod" ? 3 : 1
  input = var.stage
}
